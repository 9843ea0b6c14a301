using System.Net.Sockets;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// Translates failures of name resolution to errors, as Boost.Asio does. No other file translates them.
/// </summary>
internal static class ResolverErrors
{
    /// <summary>The numbers of Linux's netdb.h.</summary>
    private const int EAI_BADFLAGS = -1;
    private const int EAI_NONAME = -2;
    private const int EAI_AGAIN = -3;
    private const int EAI_FAIL = -4;
    private const int EAI_NODATA = -5;
    private const int EAI_FAMILY = -6;
    private const int EAI_ADDRFAMILY = -9;
    private const int EAI_MEMORY = -10;
    private const int EAI_SYSTEM = -11;
    private const int EAI_OVERFLOW = -12;

    internal static LuaError HostNotFound { get; } = new(ErrorCategory.Netdb, NetdbErrors.HostNotFound);

    internal static LuaError ServiceNotFound { get; } = new(ErrorCategory.Addrinfo, AddrinfoErrors.ServiceNotFound);

    /// <summary>Returns the error for a status of getaddrinfo(3) or getnameinfo(3) that is not 0.</summary>
    /// <param name="status">The status that the function returned.</param>
    /// <param name="errno">The errno, for the status EAI_SYSTEM.</param>
    internal static LuaError FromStatus(int status, int errno) => status switch
    {
        EAI_NONAME or EAI_NODATA or EAI_ADDRFAMILY => HostNotFound,
        EAI_AGAIN => new LuaError(ErrorCategory.Netdb, NetdbErrors.TryAgain),
        EAI_FAIL => new LuaError(ErrorCategory.Netdb, NetdbErrors.NoRecovery),
        AddrinfoErrors.ServiceNotFound => ServiceNotFound,
        AddrinfoErrors.SocketTypeNotSupported =>
            new LuaError(ErrorCategory.Addrinfo, AddrinfoErrors.SocketTypeNotSupported),
        EAI_BADFLAGS => LuaError.System(Errno.EINVAL),
        EAI_FAMILY => LuaError.System(Errno.EAFNOSUPPORT),
        EAI_MEMORY => LuaError.System(Errno.ENOMEM),
        EAI_OVERFLOW => LuaError.System(Errno.EOVERFLOW),
        EAI_SYSTEM when errno != 0 => LuaError.System(errno),
        _ => new LuaError(ErrorCategory.Netdb, NetdbErrors.NoRecovery),
    };

    /// <summary>Returns the error for a failure of <see cref="System.Net.Dns"/>.</summary>
    internal static LuaError FromSocketError(SocketError error) => error switch
    {
        SocketError.HostNotFound => HostNotFound,
        SocketError.TryAgain => new LuaError(ErrorCategory.Netdb, NetdbErrors.TryAgain),
        SocketError.NoRecovery => new LuaError(ErrorCategory.Netdb, NetdbErrors.NoRecovery),
        SocketError.NoData => new LuaError(ErrorCategory.Netdb, NetdbErrors.NoData),
        _ => LuaError.System(SocketErrors.ToErrno(error)),
    };
}
