"""Small widgets that know nothing of forms, stores or pages."""
