"""What a browser says of itself, in two words: Chrome · Windows."""

# The first fit counts: most browsers also claim to be their ancestors.
BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("QQBrowser/", "QQ Browser"),
    ("UCBrowser/", "UC Browser"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("360SE", "360 Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Browser and system of a User-Agent header, such as "Chrome · Linux"; empty if unknown."""
    found = (named(user_agent, BROWSERS), named(user_agent, SYSTEMS))
    return " · ".join(filter(None, found))


def named(user_agent: str, table) -> str:
    return next((name for mark, name in table if mark in user_agent), "")
