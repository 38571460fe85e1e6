"""The router's name, from what each system prints."""

from __future__ import annotations

import threading

import pytest

from studio.wire.network import Router, gateway_of_proc, gateway_of_route, gateway_of_windows, look, name_of

PROC_ROUTE = """\
Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
wlan0	00000000	0101A8C0	0003	0	0	600	00000000	0	0	0
eth0	00000000	FE00A8C0	0003	0	0	100	00000000	0	0	0
eth0	0000A8C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
"""
PROC_ARP = """\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         b8:27:eb:12:34:56     *        wlan0
192.168.0.254    0x1         0x2         00:1e:c9:aa:bb:cc     *        eth0
"""
MAC_ROUTE = "   route to: default\ndestination: default\n    gateway: 192.168.1.1\n  interface: en0\n"
MAC_ARP = "? (192.168.1.1) at 0:1e:c9:aa:b:cc on en0 ifscope [ethernet]\n"
WINDOWS_ROUTE = """\
IPv4-Routentabelle
     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.20     45
          0.0.0.0          0.0.0.0         10.0.0.1         10.0.0.7     25
"""
WINDOWS_ARP = """\
Schnittstelle: 192.168.1.20 --- 0xb
  Internetadresse       Physische Adresse     Typ
  10.0.0.1              b8-27-eb-12-34-56     dynamisch
"""


def test_linux_names_the_router_of_the_way_that_is_preferred() -> None:
    assert name_of(gateway_of_proc(PROC_ROUTE), PROC_ARP) == "router 00:1e:c9:aa:bb:cc"


def test_macos_names_it_with_all_its_digits() -> None:
    assert name_of(gateway_of_route(MAC_ROUTE), MAC_ARP) == "router 00:1e:c9:aa:0b:cc"


def test_windows_names_it_in_any_language() -> None:
    assert name_of(gateway_of_windows(WINDOWS_ROUTE), WINDOWS_ARP) == "router b8:27:eb:12:34:56"


@pytest.mark.parametrize("gateway", ["", "192.168.0.25", "192.168.0.2"])
def test_a_router_that_nobody_knows_has_no_name(gateway: str) -> None:
    assert name_of(gateway, PROC_ARP) == ""


def test_a_line_without_a_router_has_no_name() -> None:
    tunnel = PROC_ROUTE.splitlines()[0] + "\ntun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
    assert gateway_of_proc(tunnel) == "" and gateway_of_route("") == "" and gateway_of_windows("") == ""
    assert name_of("192.168.1.9", "192.168.1.9  0x1  0x0  00:00:00:00:00:00  *  wlan0") == ""


def test_the_window_is_told_what_another_thread_found() -> None:
    router, found = Router(), list[str]()
    assert router.now() == ""
    asking = threading.Thread(target=lambda: found.append(router.now()))
    asking.start()
    asking.join()
    assert found == [look()] and router.now() == found[0]
