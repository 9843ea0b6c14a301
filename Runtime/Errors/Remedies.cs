namespace Moonwire.Runtime.Errors;

/// <summary>Explains the usual cause and the remedy of an error that has no detail of its own.</summary>
internal static class Remedies
{
    internal static string? For(ErrorCategory category, int code, string? operation, string? address) => category switch
    {
        ErrorCategory.System
            when code == Errno.EACCES && operation is "send" or "send_to" or "send_from" or "connect" =>
            Forbidden(address),
        ErrorCategory.System => ForSystem(code, operation),
        ErrorCategory.Netdb when code == NetdbErrors.HostNotFound => "no such name is known; check its spelling",
        ErrorCategory.Netdb when code == NetdbErrors.TryAgain =>
            "no name server answered; check this machine's network, or try again later",
        ErrorCategory.Misc when code == MiscErrors.AlreadyOpen => "close the socket first, or make another one",
        _ => null,
    };

    private static string? ForSystem(int code, string? operation) => (code, operation) switch
    {
        (Errno.EADDRINUSE, "bind") =>
            "another socket has this port; take another one, or port 0 for any that is free, "
                + "or set the option \"reuse_address\" on both sockets before bind",
        (Errno.EADDRNOTAVAIL, "bind") =>
            "no interface of this machine has this address; \"0.0.0.0\" or \"::\" means all of its addresses",
        (Errno.EADDRNOTAVAIL, "connect") => "this machine has no address from which it can reach that address",
        (Errno.EACCES, "bind") => "a port below 1024 needs the privilege CAP_NET_BIND_SERVICE; take a higher one",
        (Errno.EPERM, "send" or "send_to" or "send_from") => "a firewall rule of this machine forbids it",
        (Errno.EDESTADDRREQ, _) => "the socket has no peer; connect it first, or use send_to",
        (Errno.ENOTCONN, _) => "the socket has no peer; connect it first",
        (Errno.EMSGSIZE, _) =>
            "a datagram must fit what UDP and the path to the peer can carry: 65507 bytes at most over IPv4",
        (Errno.ECONNREFUSED, _) => "nobody listens there: the peer's machine answered that the port is closed",
        (Errno.ENETUNREACH, _) => "this machine has no route to that network",
        (Errno.EHOSTUNREACH, _) => "the network says that the peer cannot be reached",
        (Errno.EPIPE, _) => "the socket was shut down for sending",
        (Errno.EMFILE, _) => "the process has reached its limit of open files (ulimit -n)",
        (Errno.ENFILE, _) => "the machine has reached its limit of open files",
        (Errno.ECANCELED, _) => "the operation was given up, because its object was closed or cancelled",
        (Errno.ENOPROTOOPT, "set_option" or "get_option") => "the socket's family does not have this option",
        _ => null,
    };

    /// <summary>
    /// Returns the remedy for EACCES. The kernel returns this errno for a broadcast without the option "broadcast", and
    /// also if a route or a firewall rule forbids the send. IPv6 has no broadcast.
    /// </summary>
    private static string Forbidden(string? address)
    {
        const string option = "the socket's option \"broadcast\": sock:set_option(\"broadcast\", true)";
        const string rule = "a route or a firewall rule of this machine forbids it";
        var isV6 = address?.Contains(':', StringComparison.Ordinal) == true
            && !address.Contains('.', StringComparison.Ordinal);
        return address == "255.255.255.255" ? "a broadcast address needs " + option
            : isV6 ? rule
            : $"a broadcast address needs {option}; for another address, {rule}";
    }
}
