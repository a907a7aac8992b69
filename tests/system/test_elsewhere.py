"""On a system without POSIX modules, as Windows is one: they are hidden here, and nothing misses
them. Windows itself was not run."""

import os
import re
import subprocess
import sys
from pathlib import Path

HIDDEN = ("fcntl", "resource", "termios", "pwd", "grp", "pty", "tty", "syslog")
HIDE = f"import sys; sys.modules.update(dict.fromkeys({HIDDEN!r}))"


def without_posix(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that cannot import what only POSIX systems have."""
    return subprocess.run(
        [sys.executable, "-c", f"{HIDE}\n{code}"],
        env=os.environ | {"WANJIA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "wanjia.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_and_the_server_start_without_posix_modules(tmp_path):
    folder = tmp_path / "我的 资料"  # a folder with a Chinese name and a space
    folder.mkdir()
    commands = [["start"], ["backup", str(folder / "备份.wanjia")], ["check"]]
    code = "from wanjia.__main__ import main\n"
    code += "\n".join(f"print('code', main({words!r}))" for words in commands)
    code += "\nimport wanjia.server\nfrom wanjia.core.transfer import server_lock\n"
    code += "with server_lock.alone(wanjia.server.settings.DATA) as free: print('free', free)\n"
    code += "import os; os._exit(0)  # the server's own threads would go on"
    done = without_posix(folder, code.replace("import os;", "sys.stdout.flush(); import os;"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("code 0") == len(commands), done.stdout + done.stderr
    assert "free True" in done.stdout


def test_no_module_imports_at_its_top_what_only_posix_has():
    import wanjia
    import wanjia_demo

    statement = re.compile(rf"^(?:import|from) .*\b(?:{'|'.join(HIDDEN)})\b", re.MULTILINE)
    paths = [*Path(wanjia.__path__[0]).rglob("*.py"), *Path(wanjia_demo.__path__[0]).rglob("*.py")]
    assert statement.search("import os, fcntl\n")
    assert not [path for path in paths if statement.search(path.read_text("utf-8"))]
