"""Free loopback ports."""
import socket
import time


def free(count=1):
    """That many ports that nobody listens on now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


def listens(port, host="127.0.0.1"):
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((host, port), 1).close()
        return True
    except OSError:
        return False


def wait(port, seconds, alive=lambda: True):
    """Waits until somebody listens; False when time is up or `alive` says no."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        if listens(port):
            return True
        time.sleep(0.02)
    return False
