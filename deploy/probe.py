"""`python deploy/probe.py URL`: exit code 0 if the address answers 200 (an image without curl)."""

import sys
import urllib.error
import urllib.request


def main(address):
    request = urllib.request.Request(
        address, headers={"X-Forwarded-Proto": "https", "Host": "localhost"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
