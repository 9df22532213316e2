"""Every guard that the campaign takes out."""

from __future__ import annotations

from tools.campaign.guards_of_client import CLIENT
from tools.campaign.guards_of_county import COUNTY
from tools.campaign.guards_of_sharing import SHARING
from tools.campaign.guards_of_store import STORE

GUARDS = (*COUNTY, *CLIENT, *STORE, *SHARING)
