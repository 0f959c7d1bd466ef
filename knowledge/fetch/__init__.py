"""`kb fetch`: which published editions should be loaded, where the free ones lie, how they are brought here safely."""
