"""The product's own figures beside named floors."""
