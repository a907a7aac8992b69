"""What a browser says of itself, in the words people use for their devices. Pure."""

DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("MicroMessenger", "微信 WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(user_agent: str) -> str:
    """Return the device and the browser that a user agent's text names: iPhone · 微信 WeChat."""
    parts = [
        next((name for sign, name in names if sign in user_agent), "")
        for names in (DEVICES, BROWSERS)
    ]
    return " · ".join(filter(None, parts)) or "?"
