"""An application: made, accepted, registered, decided; drafts."""
