#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""world.py OUT CASES LOG: the world around the MTA that make-mta-samples.sh runs, inside that script's own network namespace: a name
server on 192.0.2.53, SMTP servers on addresses of RFC 5737 that refuse in each their own way, the senders' server, which writes the
reports that come back into OUT/<case>.eml, and a /dev/log that writes into LOG. It prints one line when all of it listens."""
import os
import socket
import struct
import sys
import threading

REFUSED, SERVFAIL, NXDOMAIN = 5, 2, 3
ADDRESSES = {
    'mta.example.org': '192.0.2.1', 'mx.example.com': '192.0.2.25', 'mx.small.example.com': '192.0.2.26',
    'mx.news.example.org': '192.0.2.30', 'closed.example.net': '192.0.2.40', 'silent.example.net': '192.0.2.41',
    'dropping.example.net': '192.0.2.42', 'busy.example.net': '192.0.2.43', 'refusing.example.net': '192.0.2.44',
    'helo.example.net': '192.0.2.45', 'sender.example.net': '192.0.2.46', 'unreachable.example.net': '203.0.113.9',
    'localhost': '127.0.0.1'}
EXCHANGES = {
    'example.com': 'mx.example.com', 'small.example.com': 'mx.small.example.com', 'news.example.org': 'mx.news.example.org',
    'null.example.net': '', 'lost.example.net': 'mx.lost.example.net', 'loop.example.net': 'mta.example.org'}

# What RCPT TO, DATA and the end of data are answered with, by the recipient's local part.
AT_RCPT = {
    'nobody': '550 5.1.1 <%s>: Recipient address rejected: User unknown in virtual mailbox table',
    'nostatus': '550 no such user here',
    'umlaut': '550 5.1.1 <%s>: Empf\u00e4nger unbekannt',
    'disabled': '550 5.2.1 <%s>: this account has been disabled',
    'full': '552 5.2.2 <%s>: mailbox is full',
    'quota': '452 4.2.2 <%s>: user is over quota',
    'policy': '554 5.7.1 <%s>: Recipient address rejected: Access denied',
    'lines': '550-5.7.1 Your message was refused by the policy of this site.\r\n'
             '550-5.7.1 See https://www.example.com/policy for what we take.\r\n550 5.7.1 <%s>',
    'grey': '450 4.2.0 <%s>: Recipient address rejected: Greylisted, try again later'}
AT_DATA = {'atdata': '554 5.7.0 this host may not send mail to us'}
AT_END = {
    'large': '552 5.3.4 message size exceeds the fixed limit',
    'spam': '554 5.7.1 message rejected as spam by the content filter',
    'later': '451 4.3.0 temporary lookup failure, try again later'}


def dns_name(text):
    labels = [label for label in text.split('.') if label]
    return b''.join(bytes([len(label)]) + label.encode() for label in labels) + b'\0'


def dns_answer(query):
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
        at += 1 + query[at]
    name, kind = '.'.join(labels), struct.unpack('>H', query[at + 1:at + 3])[0]
    question, data, code = query[12:at + 5], None, 0
    if name.startswith('servfail.'):
        code = SERVFAIL
    elif kind == 12 and name.endswith('.in-addr.arpa'):
        address = '.'.join(reversed(labels[:4]))
        data = next((dns_name(host) for host, its in ADDRESSES.items() if its == address), None)
        code = 0 if data else NXDOMAIN
    elif name not in ADDRESSES and name not in EXCHANGES:
        code = NXDOMAIN
    elif kind == 1 and name in ADDRESSES:
        data = socket.inet_aton(ADDRESSES[name])
    elif kind == 15 and name in EXCHANGES:
        data = struct.pack('>H', 10 if EXCHANGES[name] else 0) + dns_name(EXCHANGES[name])
    head = query[:2] + struct.pack('>HHHHH', 0x8580 | code, 1, 1 if data else 0, 0, 0)
    return head + question + (b'\xc0\x0c' + struct.pack('>HHIH', kind, 1, 60, len(data)) + data if data else b'')


def serve_dns():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(('192.0.2.53', 53))
    while True:
        query, peer = server.recvfrom(4096)
        server.sendto(dns_answer(query), peer)


def serve_log(path):
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind('/dev/log')
    os.chmod('/dev/log', 0o666)
    with open(path, 'ab', buffering=0) as log:
        while True:
            log.write(server.recv(8192).rstrip(b'\n\0') + b'\n')


class Sink:
    """Keeps each report under the name of the case whose number stands in the address that it came to."""

    def __init__(self, folder, cases):
        self.folder, self.count, self.lock = folder, {}, threading.Lock()
        with open(cases, encoding='ascii') as rows:
            self.names = [row.split('\t')[0] for row in rows if row.strip() and row[0] != '#']

    def keep(self, sender, recipients, data):
        for recipient in recipients:
            number = recipient.partition('@')[0].rpartition('.')[2]
            name = self.names[int(number) - 1] if number.isdigit() else 'unasked'
            with self.lock:
                self.count[name] = self.count.get(name, 0) + 1
                if self.count[name] > 1:
                    name += '-%d' % self.count[name]
            with open('%s/%s.eml' % (self.folder, name), 'wb') as report:
                report.write(b'Return-Path: <%s>\n' % sender.encode() + data.replace(b'\r\n', b'\n'))


class Session:
    def __init__(self, connection, host, sink):
        self.connection, self.host, self.sink = connection, host, sink
        self.file = connection.makefile('rb')
        self.sender, self.recipients = '', []

    def say(self, line):
        self.connection.sendall(line.encode() + b'\r\n')

    def read_data(self):
        lines = []
        for line in self.file:
            if line == b'.\r\n':
                return b''.join(lines)
            lines.append(line[1:] if line.startswith(b'.') else line)
        return b''

    def by_recipient(self, answers):
        if self.host == 'mx.news.example.org':
            return None
        return next((answers[local] for local in (r.partition('@')[0] for r in self.recipients) if local in answers), None)

    def mail(self, line):
        self.sender, self.recipients = line.partition('<')[2].partition('>')[0], []
        size = line.upper().partition(' SIZE=')[2].split(' ')[0]
        if self.host == 'sender.example.net':
            return '550 5.1.8 <%s>: Sender address rejected: not welcome here' % self.sender
        if self.host == 'mx.small.example.com' and size.isdigit() and int(size) > 1500:
            return '552 5.3.4 Message size exceeds fixed limit'
        return '250 2.1.0 Ok'

    def rcpt(self, line):
        recipient = line.partition('<')[2].partition('>')[0]
        refusal = AT_RCPT.get(recipient.partition('@')[0]) if self.host == 'mx.example.com' else None
        if refusal:
            return refusal % recipient if '%s' in refusal else refusal
        self.recipients.append(recipient)
        return '250 2.1.5 Ok'

    def data(self):
        if not self.recipients:
            return '554 5.5.1 Error: no valid recipients'
        refusal = self.by_recipient(AT_DATA)
        if refusal:
            return refusal
        self.say('354 End data with <CR><LF>.<CR><LF>')
        data = self.read_data()
        if self.host == 'dropping.example.net':
            return None
        if self.host == 'mx.news.example.org':
            self.sink.keep(self.sender, self.recipients, data)
        return self.by_recipient(AT_END) or '250 2.0.0 Ok: queued'

    def answer(self, line):
        verb = line[:4].upper()
        if verb in ('EHLO', 'HELO'):
            if self.host == 'helo.example.net':
                return '550 5.7.1 <mta.example.org>: Helo command rejected: Access denied'
            size = '1500' if self.host == 'mx.small.example.com' else '10240000'
            return '250 ' + self.host if verb == 'HELO' else '250-%s\r\n250-SIZE %s\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES' % (self.host, size)
        if verb == 'MAIL':
            return self.mail(line)
        if verb == 'RCPT':
            return self.rcpt(line)
        if verb == 'DATA':
            return self.data()
        return '221 2.0.0 Bye' if verb == 'QUIT' else '250 2.0.0 Ok'

    def run(self):
        greeting = {'busy.example.net': '421 4.3.2 busy.example.net too many connections, try again later',
                    'refusing.example.net': '554 5.7.1 refusing.example.net does not take mail from 192.0.2.1'}.get(self.host)
        if self.host == 'silent.example.net':
            threading.Event().wait(300)
        self.say(greeting or '220 %s ESMTP' % self.host)
        for line in self.file:
            answer = self.answer(line.decode('utf-8', 'replace').strip())
            if not answer:
                break
            self.say(answer)
            if answer.startswith('221'):
                break


def talk(connection, host, sink):
    with connection:
        try:
            Session(connection, host, sink).run()
        except OSError:
            pass  # the MTA went away


def serve_smtp(server, host, sink):
    while True:
        connection, _ = server.accept()
        threading.Thread(target=talk, args=(connection, host, sink), daemon=True).start()


def main():
    sink = Sink(sys.argv[1], sys.argv[2])
    threading.Thread(target=serve_log, args=(sys.argv[3],), daemon=True).start()
    threading.Thread(target=serve_dns, daemon=True).start()
    for host, address in ADDRESSES.items():
        if address.startswith('192.0.2.') and host not in ('mta.example.org', 'closed.example.net'):
            server = socket.create_server((address, 25))
            threading.Thread(target=serve_smtp, args=(server, host, sink), daemon=True).start()
    print('the world is there', flush=True)
    threading.Event().wait()


main()
