"""What is seen: the window, its pages, its dialogs. The only folder that knows Qt."""
