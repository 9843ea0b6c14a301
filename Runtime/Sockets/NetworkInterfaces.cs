using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>Looks up network interfaces of this machine by name, index or address.</summary>
public static unsafe class NetworkInterfaces
{
    private const int NameSize = 16;

    /// <summary>Finds the index of an interface by its name (if_nametoindex(3)).</summary>
    public static bool TryIndex(string name, out uint index)
    {
        index = OperatingSystem.IsWindows() ? 0 : Libc.if_nametoindex(name);
        return index != 0;
    }

    /// <summary>
    /// Finds the index of the interface that has an address (getifaddrs(3)). If the address has a scope, the scope is
    /// the index. For an unspecified address, the index is 0, which means any interface.
    /// </summary>
    public static bool TryIndexOf(in IpAddress address, out uint index)
    {
        index = address.Scope;
        if (address.IsUnspecified || index != 0)
        {
            return true;
        }

        IfAddress* first;
        if (OperatingSystem.IsWindows() || Libc.getifaddrs(&first) != 0)
        {
            return false;
        }

        for (var entry = first; entry is not null && index == 0; entry = entry->Next)
        {
            if (entry->Address is not null && Read(entry->Address) is { } found && found == address)
            {
                index = Libc.if_nametoindex(Marshal.PtrToStringUTF8((nint)entry->Name)!);
            }
        }

        Libc.freeifaddrs(first);
        return index != 0;
    }

    /// <summary>
    /// Reads the address of a Linux sockaddr, without its scope. Returns null if the sockaddr is neither IPv4 nor IPv6.
    /// </summary>
    private static IpAddress? Read(byte* sockaddr)
    {
        const ushort linuxInet = 2;
        const ushort linuxInet6 = 10;
        return *(ushort*)sockaddr switch
        {
            linuxInet => RawEndPoint.Read(new ReadOnlySpan<byte>(sockaddr, 16), AddressFamily.InterNetwork).Address,
            linuxInet6 => RawEndPoint
                .Read(new ReadOnlySpan<byte>(sockaddr, RawEndPoint.MaxSize), AddressFamily.InterNetworkV6)
                .Address.WithScope(0),
            _ => null,
        };
    }

    internal static string? Name(uint index)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var name = stackalloc byte[NameSize];
        return Libc.if_indextoname(index, name) != 0 ? Marshal.PtrToStringUTF8((nint)name) : null;
    }
}
