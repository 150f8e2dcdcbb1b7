/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An empty program: what the loader takes for a program's libraries, to hold the start of nixie against.
 */
int
main (void)
{
  return 0;
}
