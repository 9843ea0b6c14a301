using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Errors;

/// <summary><c>asio_error</c>: errors by their names in Boost.Asio, in four groups. No function suspends.</summary>
internal sealed class AsioErrorModule : LuaModule
{
    private static readonly Lazy<Dictionary<string, Dictionary<string, int>>> Groups = new(
        static () => new(StringComparer.Ordinal)
        {
            ["basic"] = BasicCodes(),
            ["netdb"] = CodesOf(ErrorCategory.Netdb),
            ["addrinfo"] = CodesOf(ErrorCategory.Addrinfo),
            ["misc"] = CodesOf(ErrorCategory.Misc),
        });

    public override string Name => "asio_error";

    public override string Shim => "asio_error.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("codes", static call => ErrorNames.Return(call, Group(call))),
        new("__index", static call => throw Unknown(call)),
    ];

    /// <summary><c>__index(group: string|nil, key)</c> for an unknown key.</summary>
    private static LuaFailure Unknown(LuaCall call) => call.IsAbsent(1)
        ? ErrorNames.Unknown(call, "asio_error", Groups.Value.Keys)
        : ErrorNames.Unknown(call, $"asio_error.{call.Text(1)}", Group(call).Keys);

    private static Dictionary<string, int> Group(LuaCall call) =>
        Groups.Value.GetValueOrDefault(call.Text(1)) ?? throw call.Wrong(1, "name of a group");

    private static Dictionary<string, int> CodesOf(ErrorCategory category) =>
        AsioError.All
            .Where(e => e.Category == category)
            .ToDictionary(static e => e.Name, static e => e.Code, StringComparer.Ordinal);

    /// <summary>Returns errno values by their names in asio: boost/asio/error.hpp.</summary>
    private static Dictionary<string, int> BasicCodes() => new(StringComparer.Ordinal)
    {
        ["access_denied"] = Errno.EACCES,
        ["address_family_not_supported"] = Errno.EAFNOSUPPORT,
        ["address_in_use"] = Errno.EADDRINUSE,
        ["already_connected"] = Errno.EISCONN,
        ["already_started"] = Errno.EALREADY,
        ["broken_pipe"] = Errno.EPIPE,
        ["connection_aborted"] = Errno.ECONNABORTED,
        ["connection_refused"] = Errno.ECONNREFUSED,
        ["connection_reset"] = Errno.ECONNRESET,
        ["bad_descriptor"] = Errno.EBADF,
        ["fault"] = Errno.EFAULT,
        ["host_unreachable"] = Errno.EHOSTUNREACH,
        ["in_progress"] = Errno.EINPROGRESS,
        ["interrupted"] = Errno.EINTR,
        ["invalid_argument"] = Errno.EINVAL,
        ["message_size"] = Errno.EMSGSIZE,
        ["name_too_long"] = Errno.ENAMETOOLONG,
        ["network_down"] = Errno.ENETDOWN,
        ["network_reset"] = Errno.ENETRESET,
        ["network_unreachable"] = Errno.ENETUNREACH,
        ["no_descriptors"] = Errno.EMFILE,
        ["no_buffer_space"] = Errno.ENOBUFS,
        ["no_memory"] = Errno.ENOMEM,
        ["no_permission"] = Errno.EPERM,
        ["no_protocol_option"] = Errno.ENOPROTOOPT,
        ["no_such_device"] = Errno.ENODEV,
        ["not_connected"] = Errno.ENOTCONN,
        ["not_socket"] = Errno.ENOTSOCK,
        ["operation_aborted"] = Errno.ECANCELED,
        ["operation_not_supported"] = Errno.EOPNOTSUPP,
        ["shut_down"] = Errno.ESHUTDOWN,
        ["timed_out"] = Errno.ETIMEDOUT,
        ["try_again"] = Errno.EAGAIN,
        ["would_block"] = Errno.EWOULDBLOCK,
    };
}
