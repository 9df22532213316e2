"""The second road of the 院内主机: to the server in its own house, through which the hospital's computers share."""
