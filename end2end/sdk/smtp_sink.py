"""A real SMTP server that keeps what it gets:   smtp_sink.py FILE [PORT]

Prints `Listening on 127.0.0.1:PORT` when ready (PORT 0, the default: any free one). Every mail becomes one JSON line in FILE:
from, to, subject, text, html, headers, raw. To try an unreliable vendor, a recipient's address asks for the answer:
`refuse+550@…` is refused for good, `later+451@…` for now (any code), `slow+3@…` is accepted after three seconds.
"""

import asyncio
import email
import json
import re
import signal
import sys
from email.policy import default

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, path):
        self.path = path

    async def handle_RCPT(self, server, session, envelope, address, options):
        if asked := re.match(r"(?:refuse|later)\+(\d{3})@", address):
            return f"{asked[1]} as the address asked for"
        if asked := re.match(r"slow\+(\d+)@", address):
            await asyncio.sleep(int(asked[1]))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=default)
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        entry = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": mail["subject"],
            "text": text and text.get_content(),
            "html": html and html.get_content(),
            "headers": [[name, str(value)] for name, value in mail.items()],
            "raw": envelope.content.decode("utf-8", "replace"),
        }
        # Written before it is acknowledged: who got a 250 finds the mail in the file.
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        return "250 kept"


async def main(path, port):
    loop = asyncio.get_running_loop()
    sink = Sink(path)
    server = await loop.create_server(lambda: SMTP(sink, enable_SMTPUTF8=True, hostname="sink.localhost", loop=loop), "127.0.0.1", port)
    open(path, "a", encoding="utf-8").close()
    print("Listening on 127.0.0.1:%d" % server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0))
