# Sourced by ./run and ./test: sets $python to a Python 3.11 or later, or stops with a sentence.
python=
for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$name" >/dev/null 2>&1 &&
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  echo "Máy này chưa có Python 3.11 trở lên. Trên Debian 12 hoặc Ubuntu 24.04, đồng chí chạy lệnh sau rồi chạy lại:" >&2
  echo "  sudo apt-get install -y python3" >&2
  exit 1
fi
