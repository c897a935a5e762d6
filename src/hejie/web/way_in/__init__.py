"""The guided way in: from “what happened?” to what somebody is entitled to. The answers travel in the address; nothing is stored."""
