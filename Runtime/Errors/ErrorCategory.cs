namespace Moonwire.Runtime.Errors;

/// <summary>
/// The origin of an error code's number. In Lua, a category is an object, and <see cref="ErrorRegistry"/> has its name.
/// </summary>
public enum ErrorCategory
{
    /// <summary>Errno values that a syscall returned.</summary>
    System,

    /// <summary>Errno values that moonwire itself chose, mostly for wrong arguments.</summary>
    Generic,

    /// <summary>Errors of moonwire's runtime: <see cref="RuntimeErrors"/>.</summary>
    Runtime,

    /// <summary>
    /// Errors of sockets without an errno, with the numbers of Boost.Asio's misc category: <see cref="MiscErrors"/>.
    /// </summary>
    Misc,

    /// <summary>Failures to look up a host: <see cref="NetdbErrors"/>.</summary>
    Netdb,

    /// <summary>Failures to look up a service: <see cref="AddrinfoErrors"/>.</summary>
    Addrinfo,
}

/// <summary>Codes of <see cref="ErrorCategory.Runtime"/>. The codes up to 14 are Emilua's.</summary>
public static class RuntimeErrors
{
    public const int SuspensionAlreadyAllowed = 10;
    public const int InterruptionAlreadyAllowed = 11;
    public const int ForbidSuspendBlock = 12;
    public const int Interrupted = 13;
    public const int UnmatchedScopeCleanup = 14;
    public const int BrokenPromise = 20;
    public const int PromiseAlreadySatisfied = 21;

    private static readonly Dictionary<int, (string Symbol, string Message)> Known = new()
    {
        [SuspensionAlreadyAllowed] = ("suspension_already_allowed", "Suspension already allowed"),
        [InterruptionAlreadyAllowed] = ("interruption_already_allowed", "Interruption already allowed"),
        [ForbidSuspendBlock] = ("forbid_suspend_block", "Operation not permitted within a forbid_suspend block"),
        [Interrupted] = ("interrupted", "Fiber interrupted"),
        [UnmatchedScopeCleanup] =
            ("unmatched_scope_cleanup", "scope_cleanup_pop() without a matching scope_cleanup_push()"),
        [BrokenPromise] = ("broken_promise", "Broken promise"),
        [PromiseAlreadySatisfied] = ("promise_already_satisfied", "Promise already satisfied"),
    };

    internal static string? Message(int code) => Known.TryGetValue(code, out var known) ? known.Message : null;

    internal static string? Symbol(int code) => Known.TryGetValue(code, out var known) ? known.Symbol : null;
}

/// <summary>Codes of <see cref="ErrorCategory.Misc"/>.</summary>
public static class MiscErrors
{
    public const int AlreadyOpen = 1;
    public const int EndOfFile = 2;
    public const int NotFound = 3;
    public const int DescriptorSetFull = 4;
}

/// <summary>Codes of <see cref="ErrorCategory.Netdb"/>: h_errno of netdb.h.</summary>
public static class NetdbErrors
{
    public const int HostNotFound = 1;
    public const int TryAgain = 2;
    public const int NoRecovery = 3;
    public const int NoData = 4;
}

/// <summary>Codes of <see cref="ErrorCategory.Addrinfo"/>: EAI_SOCKTYPE and EAI_SERVICE of Linux's netdb.h.</summary>
public static class AddrinfoErrors
{
    public const int SocketTypeNotSupported = -7;
    public const int ServiceNotFound = -8;
}

/// <summary>An error of one of Boost.Asio's own categories, with Boost.Asio's name and message.</summary>
/// <param name="Errno">The errno value with the same meaning, or 0.</param>
public sealed record AsioError(ErrorCategory Category, int Code, string Name, string Message, int Errno = 0)
{
    public static IReadOnlyList<AsioError> All { get; } =
    [
        new(ErrorCategory.Misc, MiscErrors.AlreadyOpen, "already_open", "Already open"),
        new(ErrorCategory.Misc, MiscErrors.EndOfFile, "eof", "End of file"),
        new(ErrorCategory.Misc, MiscErrors.NotFound, "not_found", "Element not found", Errors.Errno.ENOENT),
        new(
            ErrorCategory.Misc,
            MiscErrors.DescriptorSetFull,
            "fd_set_failure",
            "The descriptor does not fit into the select call's fd_set"),
        new(ErrorCategory.Netdb, NetdbErrors.HostNotFound, "host_not_found", "Host not found (authoritative)"),
        new(
            ErrorCategory.Netdb,
            NetdbErrors.TryAgain,
            "host_not_found_try_again",
            "Host not found (non-authoritative), try again later",
            Errors.Errno.EAGAIN),
        new(
            ErrorCategory.Netdb,
            NetdbErrors.NoData,
            "no_data",
            "The query is valid, but it does not have associated data",
            Errors.Errno.ENODATA),
        new(
            ErrorCategory.Netdb,
            NetdbErrors.NoRecovery,
            "no_recovery",
            "A non-recoverable error occurred during database lookup"),
        new(ErrorCategory.Addrinfo, AddrinfoErrors.ServiceNotFound, "service_not_found", "Service not found"),
        new(
            ErrorCategory.Addrinfo,
            AddrinfoErrors.SocketTypeNotSupported,
            "socket_type_not_supported",
            "Socket type not supported",
            Errors.Errno.ESOCKTNOSUPPORT),
    ];

    internal static AsioError? Find(ErrorCategory category, int code) =>
        All.FirstOrDefault(e => e.Category == category && e.Code == code);
}
