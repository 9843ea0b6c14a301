using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Recognises the pending error of a socket (SO_ERROR, socket(7)), an ICMP report about an earlier datagram. The kernel
/// returns the pending error from the next call on the socket, whichever call it is, and that call does nothing else.
/// </summary>
internal static class PendingErrors
{
    /// <summary>
    /// The maximum number of reports that one send takes off the socket. A further error counts as the error of the
    /// send itself.
    /// </summary>
    internal const int MaxAttempts = 8;

    /// <summary>Returns true if the kernel uses this errno for an ICMP or ICMPv6 report.</summary>
    internal static bool MayBe(int errno) => errno
        is Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.EHOSTDOWN or Errno.ENONET
        or Errno.EOPNOTSUPP or Errno.ENOPROTOOPT or Errno.EPROTO or Errno.EACCES or Errno.EMSGSIZE;
}
