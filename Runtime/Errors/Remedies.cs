namespace Moonwire.Runtime.Errors;

/// <summary>What usually lies behind a refusal of the system's, and what to do about it, for errors that say nothing more exact.</summary>
internal static class Remedies
{
    internal static string? For(ErrorCategory category, int code, string? operation) => category switch
    {
        ErrorCategory.System => ForSystem(code, operation),
        ErrorCategory.Netdb when code == NetdbErrors.HostNotFound => "no such name is known; check how it is written",
        ErrorCategory.Netdb when code == NetdbErrors.TryAgain => "no name server answered; check this machine's network, or try again later",
        ErrorCategory.Misc when code == MiscErrors.AlreadyOpen => "close the socket first, or make another one",
        _ => null,
    };

    private static string? ForSystem(int code, string? operation) => (code, operation) switch
    {
        (Errno.EADDRINUSE, "bind") =>
            "another socket has this port; take another one, or port 0 for any that is free, or set the option \"reuse_address\" on both sockets before bind",
        (Errno.EADDRNOTAVAIL, "bind") =>
            "no interface of this machine has this address; \"0.0.0.0\" or \"::\" stands for all of its addresses",
        (Errno.EADDRNOTAVAIL, "connect") => "this machine has no address to reach that one from",
        (Errno.EACCES, "bind") => "a port below 1024 needs the privilege CAP_NET_BIND_SERVICE; take a higher one",
        (Errno.EACCES, "send" or "send_to" or "send_from" or "connect") =>
            "a broadcast address needs the socket's option \"broadcast\": sock:set_option(\"broadcast\", true)",
        (Errno.EPERM, "send" or "send_to" or "send_from") => "a firewall rule of this machine forbids it",
        (Errno.EDESTADDRREQ, _) => "the socket has no peer; connect it first, or use send_to",
        (Errno.ENOTCONN, _) => "the socket has no peer; connect it first",
        (Errno.EMSGSIZE, _) => "a datagram must fit what UDP and the way to the peer can carry: 65507 bytes at most over IPv4",
        (Errno.ECONNREFUSED, _) => "nobody listens there: the peer's machine answered that the port is closed",
        (Errno.ENETUNREACH, _) => "this machine has no route to that network",
        (Errno.EHOSTUNREACH, _) => "the network says that the peer cannot be reached",
        (Errno.EPIPE, _) => "the socket was shut down for sending",
        (Errno.EMFILE, _) => "the process has as many files open as it may (ulimit -n)",
        (Errno.ENFILE, _) => "the machine has as many files open as it may",
        (Errno.ECANCELED, _) => "the operation was given up, because its object was closed or cancelled",
        (Errno.ENOPROTOOPT, "set_option" or "get_option") => "the socket's family does not have this option",
        _ => null,
    };
}
