"""Runs commands and says what each cost: measured.py DIR AT_ONCE SECONDS

DIR/1.sh, DIR/2.sh and so on are run by sh; what they print goes to DIR/N.out
and DIR/N.err. A line for each: number, exit status or minus the signal, the
milliseconds it took, and the peak memory in KiB of its largest process. Where
more wants to run than there are processors, the time is what its share of them
makes of it. After SECONDS a command is killed with all that it started.
"""
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

directory, at_once, limit = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])


def end(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(number):
    stem = os.path.join(directory, str(number))
    with open(stem + ".out", "wb") as out, open(stem + ".err", "wb") as err:
        begun = time.monotonic()
        started = subprocess.Popen(["sh", stem + ".sh"], stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err, start_new_session=True)
        watch = threading.Timer(limit, end, [started.pid])
        watch.start()
        # Peak memory of the command and of the children that it waited for.
        _, status, usage = os.wait4(started.pid, 0)
        took = time.monotonic() - begun
        watch.cancel()
        end(started.pid)
    started.returncode = os.waitstatus_to_exitcode(status)
    share = max(1, os.getloadavg()[0] / os.cpu_count())
    return "%d %d %d %d" % (number, started.returncode, took / share * 1000, usage.ru_maxrss)


count = sum(name.endswith(".sh") for name in os.listdir(directory))
with ThreadPoolExecutor(at_once) as pool:
    for line in pool.map(run, range(1, count + 1)):
        print(line)
