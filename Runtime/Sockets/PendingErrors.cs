using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The pending error of a socket (SO_ERROR, socket(7)): an ICMP report about a datagram that was sent before. The kernel returns it
/// from the next call on the socket, whatever that call is about, and the call then does nothing else.
/// </summary>
internal static class PendingErrors
{
    /// <summary>How many reports in a row a send takes off the socket before it takes the failure for its own.</summary>
    internal const int MaxAttempts = 8;

    /// <summary>True if the kernel makes this errno of an ICMP or ICMPv6 report.</summary>
    internal static bool MayBe(int errno) => errno is Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.EHOSTDOWN
        or Errno.ENONET or Errno.EOPNOTSUPP or Errno.ENOPROTOOPT or Errno.EPROTO or Errno.EACCES or Errno.EMSGSIZE;
}
