#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""send.py CASES: hands the mail of each row of CASES to the MTA under test: to its sendmail command, and by SMTP to 127.0.0.1 where
the row asks for something of RFC 3461. What the MTA refuses at once gives no report; that is said and is no failure."""
import email.utils
import smtplib
import subprocess
import sys


def message(number, recipients, options):
    sender = 'news.%02d@news.example.org' % number
    hop = 'Received: from hop%d.example.org (hop%d.example.org [198.51.100.7]) by hop.example.org; Sat, 21 Nov 2026 09:00:00 +0000\n'
    head = ''.join(hop % (n, n) for n in range(int(options.get('hops', 0))))
    head += 'From: Example News <%s>\nTo: %s\nSubject: Your order %d\n' % (sender, ', '.join(recipients), 4700 + number)
    head += 'Message-ID: <order-%d@news.example.org>\nDate: %s\n\n' % (4700 + number, email.utils.formatdate())
    line = 'Thank you for your order. We are going to send it to you soon.\n'
    return sender, head + line * (1 + int(options.get('size', 0)) // len(line))


def by_smtp(sender, recipients, text, options):
    mail = [part.upper() + '=' + options[part] for part in ('ret', 'envid') if part in options]
    rcpt = [part.upper() + '=' + options[part] for part in ('notify', 'orcpt') if part in options]
    with smtplib.SMTP('127.0.0.1', 25, timeout=20) as server:
        server.ehlo('app.example.org')
        if not server.has_extn('dsn'):
            return 'no DSN extension'
        server.sendmail(sender, recipients, text.replace('\n', '\r\n'), mail, rcpt)
    return ''


def by_command(sender, recipients, text):
    done = subprocess.run(['/usr/sbin/sendmail', '-i', '-f', sender] + recipients, input=text.encode(), timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return ('exit code %d: ' % done.returncode + done.stdout.decode('utf-8', 'replace').strip()) if done.returncode else ''


def main():
    with open(sys.argv[1], encoding='ascii') as cases:
        rows = [row.rstrip('\n').split('\t') for row in cases if row.strip() and row[0] != '#']
    for number, (name, options, recipients) in enumerate(rows, 1):
        options = {} if options == '-' else dict(option.split('=', 1) for option in options.split())
        sender, text = message(number, recipients.split(), options)
        try:
            if 'notify' in options:
                trouble = by_smtp(sender, recipients.split(), text, options)
            else:
                trouble = by_command(sender, recipients.split(), text)
        except (OSError, smtplib.SMTPException, subprocess.TimeoutExpired) as error:
            trouble = str(error)
        if trouble:
            print('%s: not taken: %s' % (name, ' '.join(trouble.split())))


main()
