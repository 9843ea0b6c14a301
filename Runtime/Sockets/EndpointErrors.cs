using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Makes the errors of sockets, with the endpoint that an error is about and an explanation for the user.
/// </summary>
internal static class EndpointErrors
{
    internal static LuaError NotOpen => LuaError.System(Errno.EBADF) with
    {
        Detail = "the socket is not open; sock:open(\"v4\") or sock:open(\"v6\") opens it",
    };

    internal static LuaFailure AlreadyOpen => new(new LuaError(ErrorCategory.Misc, MiscErrors.AlreadyOpen));

    internal static LuaFailure Of(SocketException exception) =>
        new(LuaError.System(SocketErrors.ToErrno(exception.SocketErrorCode)));

    /// <summary>Adds the endpoint to an error, if there is an endpoint.</summary>
    internal static LuaError About(LuaError error, in IpEndpoint? endpoint) => endpoint is { } known
        ? error with { Address = known.Address.ToString(), Port = known.Port }
        : error;

    /// <summary>Returns the error of a send that the kernel refused.</summary>
    /// <param name="errno">The errno.</param>
    /// <param name="length">The length of the datagram.</param>
    /// <param name="peer">The destination.</param>
    /// <param name="reason">The explanation of an errno other than EMSGSIZE, or null.</param>
    internal static LuaError OfSend(int errno, int length, in IpEndpoint peer, string? reason)
    {
        var error = About(LuaError.System(errno), peer);
        return errno == Errno.EMSGSIZE ? TooLong(error, length) : error with { Detail = reason };
    }

    internal static LuaError TooLong(LuaError error, int length) => error with
    {
        Detail = $"a datagram of {length} bytes is more than UDP carries (65507 bytes over IPv4, 65527 over IPv6), "
            + "or than the path to the peer carries",
    };

    internal static void RequireLinux(string what)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with { Detail = $"{what} needs Linux" });
        }
    }

    /// <summary>Returns the result of a syscall. Throws if the result is a negated errno.</summary>
    internal static int Check(int result) =>
        result >= 0 ? result : throw new LuaFailure(LuaError.System(-result));
}
