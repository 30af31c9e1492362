import subprocess
import sys


def test_a_process_that_serves_another_ends_with_its_input_also_while_it_is_busy():
    busy = "from store.ending import end_with_input; end_with_input(); print(flush=True); import time; time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(b"what it has not read yet\n")
    process.stdin.flush()
    assert process.stdout.readline() == b"\n"
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(120) == 0
    process.stdout.close()
