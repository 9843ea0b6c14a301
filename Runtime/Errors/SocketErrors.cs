using System.Net.Sockets;

namespace Moonwire.Runtime.Errors;

/// <summary>Translates .NET's socket errors to errno values. No other file translates them.</summary>
internal static class SocketErrors
{
    internal static int ToErrno(SocketError error) => error switch
    {
        SocketError.Success => 0,
        SocketError.OperationAborted => Errno.ECANCELED,
        SocketError.Interrupted => Errno.EINTR,
        SocketError.AccessDenied => Errno.EACCES,
        SocketError.Fault => Errno.EFAULT,
        SocketError.InvalidArgument => Errno.EINVAL,
        SocketError.TooManyOpenSockets => Errno.EMFILE,
        SocketError.WouldBlock => Errno.EAGAIN,
        SocketError.InProgress => Errno.EINPROGRESS,
        SocketError.AlreadyInProgress => Errno.EALREADY,
        SocketError.NotSocket => Errno.ENOTSOCK,
        SocketError.DestinationAddressRequired => Errno.EDESTADDRREQ,
        SocketError.MessageSize => Errno.EMSGSIZE,
        SocketError.ProtocolType => Errno.EPROTOTYPE,
        SocketError.ProtocolOption => Errno.ENOPROTOOPT,
        SocketError.ProtocolNotSupported => Errno.EPROTONOSUPPORT,
        SocketError.SocketNotSupported => Errno.ESOCKTNOSUPPORT,
        SocketError.OperationNotSupported => Errno.EOPNOTSUPP,
        SocketError.ProtocolFamilyNotSupported => Errno.EPFNOSUPPORT,
        SocketError.AddressFamilyNotSupported => Errno.EAFNOSUPPORT,
        SocketError.AddressAlreadyInUse => Errno.EADDRINUSE,
        SocketError.AddressNotAvailable => Errno.EADDRNOTAVAIL,
        SocketError.NetworkDown => Errno.ENETDOWN,
        SocketError.NetworkUnreachable => Errno.ENETUNREACH,
        SocketError.NetworkReset => Errno.ENETRESET,
        SocketError.ConnectionAborted => Errno.ECONNABORTED,
        SocketError.ConnectionReset => Errno.ECONNRESET,
        SocketError.NoBufferSpaceAvailable => Errno.ENOBUFS,
        SocketError.IsConnected => Errno.EISCONN,
        SocketError.NotConnected => Errno.ENOTCONN,
        SocketError.Shutdown => Errno.EPIPE,
        SocketError.TimedOut => Errno.ETIMEDOUT,
        SocketError.ConnectionRefused => Errno.ECONNREFUSED,
        SocketError.HostDown => Errno.EHOSTDOWN,
        SocketError.HostUnreachable => Errno.EHOSTUNREACH,
        _ => Errno.EIO,
    };
}
