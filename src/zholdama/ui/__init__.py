"""Page furniture without nouns of the trade."""
