@echo off
rem Wanjia on Windows: makes its environment beside this file once, then runs the command.
rem The pages are the same; what it prints is UTF-8. Python 3.11 or newer is needed.
setlocal
set PYTHONUTF8=1
chcp 65001 >nul
set "here=%~dp0"
set "python=%here%.venv\Scripts\python.exe"
if not exist "%here%.venv\.ready" (
  py -3 -m venv "%here%.venv" || exit /b 1
  "%python%" -m pip install -q --disable-pip-version-check --require-hashes -r "%here%requirements.lock" || exit /b 1
  "%python%" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e "%here%." || exit /b 1
  type nul > "%here%.venv\.ready"
)
"%here%.venv\Scripts\wanjia.exe" %*
exit /b %errorlevel%
