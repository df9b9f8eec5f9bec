/* lwIP on a TAP device, told what to do line by line on standard input: VERB ARGUMENT… ; one number answers each. */

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <lwip/ip_addr.h>
#include <lwip/netif.h>
#include <lwip/sockets.h>
#include <lwip/tcpip.h>
#include <netif/etharp.h>

enum { LETTERS = 1 << 20 };
static struct netif device;
static int tap;
static const char *hardware;
static char letters[LETTERS], ear[65536];

/* The device: frames out of lwIP, and frames into it. */

static err_t transmit(struct netif *netif, struct pbuf *frame) {
  char octets[2048];
  u16_t length = pbuf_copy_partial(frame, octets, sizeof octets, 0);
  (void)netif;
  return write(tap, octets, length) == length ? ERR_OK : ERR_IF;
}

static void receive(void *unused) {
  char octets[2048];
  (void)unused;
  for (;;) {
    ssize_t length = read(tap, octets, sizeof octets);
    if (length <= 0) exit(1);
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
    if (!frame) continue;
    pbuf_take(frame, octets, (u16_t)length);
    if (device.input(frame, &device) != ERR_OK) pbuf_free(frame);
  }
}

static err_t begin(struct netif *netif) {
  netif->name[0] = 't';
  netif->name[1] = 'p';
  netif->output = etharp_output;
  netif->linkoutput = transmit;
  netif->mtu = 1500;
  netif->hwaddr_len = 6;
  for (int octet = 0; octet < 6; octet++) netif->hwaddr[octet] = (u8_t)strtol(hardware + octet * 3, NULL, 16);
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
  return ERR_OK;
}

static void up(const char *address) {
  ip4_addr_t own, mask, none;
  ip4addr_aton(address, &own);
  ip4addr_aton("255.255.255.0", &mask);
  ip4_addr_set_zero(&none);
  netif_add(&device, &own, &mask, &none, NULL, begin, tcpip_input);
  netif_set_default(&device);
  netif_set_up(&device);
}

static int opened(const char *name) {
  struct { char name[16]; short flags; char rest[22]; } request = {.flags = IFF_TAP | IFF_NO_PI};
  strncpy(request.name, name, sizeof request.name - 1);
  int file = open("/dev/net/tun", O_RDWR);
  return ioctl(file, TUNSETIFF, &request) < 0 ? -1 : file;
}

static struct sockaddr_in place(const char *address, long port) {
  struct sockaddr_in where = {0};
  where.sin_family = AF_INET;
  where.sin_port = htons((unsigned short)port);
  where.sin_addr.s_addr = ipaddr_addr(address);
  return where;
}

static long hear(int from, long count) {
  long heard = 0, now = 1;
  while (heard < count && now > 0) {
    long wanted = count - heard;
    now = lwip_recv(from, ear, wanted < (long)sizeof ear ? (size_t)wanted : sizeof ear, 0);
    if (now < 0 && heard == 0) return -errno;
    heard += now > 0 ? now : 0;
  }
  return heard;
}

static long obey(const char *verb, long one, long two, const char *word) {
  struct sockaddr_in where = place(strcmp(verb, "connect") ? "0.0.0.0" : word, two);
  struct timeval patience = {20, 0};
  struct linger linger = {1, 0};
  long result = -1;
  int on = 1, number = (int)two;
  if (!strcmp(verb, "socket")) {
    result = lwip_socket(AF_INET, SOCK_STREAM, 0);
    lwip_setsockopt((int)result, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    lwip_setsockopt((int)result, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  } else if (!strcmp(verb, "bind")) {
    result = lwip_bind((int)one, (struct sockaddr *)&where, sizeof where);
  } else if (!strcmp(verb, "listen")) {
    result = lwip_listen((int)one, 16);
  } else if (!strcmp(verb, "accept")) {
    result = lwip_accept((int)one, NULL, NULL);
    lwip_setsockopt((int)result, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  } else if (!strcmp(verb, "connect")) {
    result = lwip_connect((int)one, (struct sockaddr *)&where, sizeof where);
  } else if (!strcmp(verb, "send")) {
    result = lwip_send((int)one, letters, (size_t)two, 0);
  } else if (!strcmp(verb, "hear")) {
    return hear((int)one, two);
  } else if (!strcmp(verb, "shut")) {
    result = lwip_shutdown((int)one, SHUT_WR);
  } else if (!strcmp(verb, "close")) {
    result = lwip_close((int)one);
  } else if (!strcmp(verb, "abort")) {
    lwip_setsockopt((int)one, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    result = lwip_close((int)one);
  } else if (!strcmp(verb, "nodelay")) {
    result = lwip_setsockopt((int)one, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  } else if (!strcmp(verb, "keepalive")) {
    result = lwip_setsockopt((int)one, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    lwip_setsockopt((int)one, IPPROTO_TCP, TCP_KEEPIDLE, &number, sizeof number);
    lwip_setsockopt((int)one, IPPROTO_TCP, TCP_KEEPINTVL, &number, sizeof number);
  }
  return result < 0 ? -errno : result;
}

/* DEVICE ADDRESS HARDWARE-ADDRESS */
int main(int count, char **arguments) {
  if (count != 4 || (tap = opened(arguments[1])) < 0) return 2;
  hardware = arguments[3];
  for (int index = 0; index < LETTERS; index++) letters[index] = (char)(32 + index % 95);
  tcpip_init(NULL, NULL);
  LOCK_TCPIP_CORE();
  up(arguments[2]);
  UNLOCK_TCPIP_CORE();
  sys_thread_new("receive", receive, NULL, 0, 0);
  char verb[16], word[64];
  long one, two;
  while (scanf("%15s %ld %ld %63s", verb, &one, &two, word) == 4) {
    printf("%ld\n", obey(verb, one, two, word));
    fflush(stdout);
  }
  return 0;
}
