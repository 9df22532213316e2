"""Run by Windows' own Python: starts a command line as an account that is no administrator, and ends with its status."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    ALL_ACCESS = 0xF01FF
    ADMINISTRATORS = 26  # as CreateWellKnownSid counts
    FOREVER = 0xFFFFFFFF
    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE

    class Group(ctypes.Structure):
        _fields_ = (("sid", ctypes.c_void_p), ("attributes", wintypes.DWORD))

    class Startup(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            *((name, wintypes.LPWSTR) for name in ("reserved", "desktop", "title")),
            *((f"figure{at}", wintypes.DWORD) for at in range(8)),
            *((f"word{at}", wintypes.WORD) for at in range(2)),
            *((f"pointer{at}", ctypes.c_void_p) for at in range(4)),
        )

    class Started(ctypes.Structure):
        _fields_ = (
            ("process", wintypes.HANDLE),
            ("thread", wintypes.HANDLE),
            ("process_id", wintypes.DWORD),
            ("thread_id", wintypes.DWORD),
        )

    def main(command: str) -> int:
        """Windows' error is raised if there is no such account to be had."""
        token, limited = wintypes.HANDLE(), wintypes.HANDLE()
        here = wintypes.HANDLE(_kernel.GetCurrentProcess())
        _must(_advapi.OpenProcessToken(here, ALL_ACCESS, ctypes.byref(token)))
        sid, size = ctypes.create_string_buffer(68), wintypes.DWORD(68)
        _must(_advapi.CreateWellKnownSid(ADMINISTRATORS, None, sid, ctypes.byref(size)))
        group = Group(sid=ctypes.addressof(sid))
        _must(
            _advapi.CreateRestrictedToken(
                token, 0, 1, ctypes.byref(group), 0, None, 0, None, ctypes.byref(limited)
            )
        )
        startup, started = Startup(size=ctypes.sizeof(Startup)), Started()
        line = ctypes.create_unicode_buffer(command)
        _must(
            _advapi.CreateProcessAsUserW(
                limited, None, line, None, None, 0, 0, None, None, ctypes.byref(startup), ctypes.byref(started)
            )
        )  # fmt: skip
        process = wintypes.HANDLE(started.process)
        _kernel.WaitForSingleObject(process, FOREVER)
        status = wintypes.DWORD()
        _must(_kernel.GetExitCodeProcess(process, ctypes.byref(status)))
        return int(status.value)

    def _must(is_done: int) -> None:
        if not is_done:
            raise ctypes.WinError(ctypes.get_last_error())

    if __name__ == "__main__":
        sys.exit(main(sys.argv[1]))
