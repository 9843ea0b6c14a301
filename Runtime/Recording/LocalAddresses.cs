using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Finds the local address that the kernel uses for datagrams to a remote address. Sockets that are bound to no address
/// have this address. The answers are cached by remote address.
/// </summary>
internal sealed unsafe class LocalAddresses
{
    private const int CacheSize = 256;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_BROADCAST = 6;
    private const ushort AnyPort = 9;

    private readonly Route[] _cache = new Route[CacheSize];

    private struct Route
    {
        internal PacketEndpoint Remote;
        internal PacketEndpoint Local;
        internal bool IsFound;
    }

    /// <summary>
    /// Finds the address, and sets the address of <paramref name="local"/>. Returns false if there is no route.
    /// </summary>
    internal bool TryFind(in PacketEndpoint remote, ref PacketEndpoint local)
    {
        ref var entry = ref _cache[remote.AddressHash() % CacheSize];
        if (!entry.IsFound || !entry.Remote.HasAddressOf(remote))
        {
            entry.Remote = remote;
            entry.IsFound = TryAsk(remote, out entry.Local);
        }

        var port = local.Port;
        local = entry.IsFound ? entry.Local : PacketEndpoint.Any(remote.IsV6, port);
        local.Port = port;
        return entry.IsFound;
    }

    /// <summary>
    /// Connects a new socket, which makes the kernel choose the address. A connect sends nothing (udp(7)).
    /// </summary>
    private static bool TryAsk(PacketEndpoint remote, out PacketEndpoint found)
    {
        found = default;
        if (!OperatingSystem.IsLinux() || remote.IsUnspecified)
        {
            return false;
        }

        var family = remote.IsV6 ? PacketEndpoint.LinuxInet6 : PacketEndpoint.LinuxInet;
        var socket = Libc.socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socket < 0)
        {
            return false;
        }

        remote.Port = AnyPort;
        var one = 1;
        var sockaddr = stackalloc byte[RecordHeader.EndpointSize];
        var size = remote.WriteSockaddr(new Span<byte>(sockaddr, RecordHeader.EndpointSize));
        var room = RecordHeader.EndpointSize;
        _ = Libc.setsockopt(socket, SOL_SOCKET, SO_BROADCAST, &one, sizeof(int));
        var isFound = Libc.connect(socket, sockaddr, size) == 0 && Libc.getsockname(socket, sockaddr, &room) == 0;
        _ = Libc.close(socket);
        if (isFound)
        {
            found = PacketEndpoint.Of(sockaddr);
        }

        return isFound && !found.IsUnspecified;
    }
}
