using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>Network interfaces of this machine by name and by address.</summary>
public static class NetworkInterfaces
{
    /// <summary>The index of the interface of a name.</summary>
    public static bool TryIndex(string name, out uint index) => Interfaces.TryIndex(name, out index);

    /// <summary>The index of the interface that has an address; 0, any interface, for an unspecified one.</summary>
    public static bool TryIndexOf(in IpAddress address, out uint index)
    {
        index = address.Scope;
        return address.IsUnspecified || index != 0 || Interfaces.TryIndexOf(address, out index);
    }
}

/// <summary>An endpoint as the sockaddr that options take.</summary>
public static class DatagramName
{
    public static void Write(Span<byte> sockaddr, in IpEndpoint endpoint) => _ = RawEndPoint.Write(sockaddr, endpoint);
}
