using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>A network interface of this machine.</summary>
/// <param name="Flags">The IFF_ flags of netdevice(7).</param>
/// <param name="Mtu">The maximum packet size (MTU) in bytes, or 0 if it is unknown.</param>
public sealed record NetworkInterface(string Name, uint Index, uint Flags, int Mtu)
{
    /// <summary>The interface's addresses and the length of each address's prefix.</summary>
    public List<(IpAddress Address, int Prefix)> Addresses { get; } = [];
}

/// <summary>Lists the network interfaces of this machine (getifaddrs(3), netdevice(7)). Linux only.</summary>
public static unsafe class InterfaceList
{
    private const ushort Inet = 2;
    private const ushort Inet6 = 10;
    private const int DatagramCloseOnExec = 2 | 0x80000;
    private const nuint GetMtu = 0x8921;
    private const int NameSize = 16;
    private const int RequestSize = 40;

    /// <summary>Returns the interfaces, sorted by index.</summary>
    public static List<NetworkInterface> Read()
    {
        EndpointErrors.RequireLinux("interfaces");
        IfAddress* first;
        if (Libc.getifaddrs(&first) != 0)
        {
            throw new LuaFailure(LuaError.System(Marshal.GetLastPInvokeError()) with { Operation = "interfaces" });
        }

        var found = new List<NetworkInterface>();
        var descriptor = Libc.socket(Inet, DatagramCloseOnExec, 0); // needed only to read the MTU
        for (var entry = first; entry is not null; entry = entry->Next)
        {
            var name = Marshal.PtrToStringUTF8((nint)entry->Name)!;
            var known = found.Find(one => one.Name == name);
            if (known is null)
            {
                var mtu = Mtu(descriptor, entry->Name);
                known = new NetworkInterface(name, Libc.if_nametoindex(name), entry->Flags, mtu);
                found.Add(known);
            }

            if (entry->Address is not null && TryRead(entry->Address, out var address))
            {
                var prefix = entry->Netmask is null
                    ? IpNetwork.BitsOf(address)
                    : PrefixOf(entry->Netmask, address.IsV6);
                known.Addresses.Add((address, prefix));
            }
        }

        Libc.freeifaddrs(first);
        _ = descriptor >= 0 ? Libc.close(descriptor) : 0;
        found.Sort(static (one, other) => one.Index.CompareTo(other.Index));
        return found;
    }

    private static int Mtu(int descriptor, byte* name)
    {
        var request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        for (var i = 0; i < NameSize - 1 && name[i] != 0; i++)
        {
            request[i] = name[i];
        }

        return descriptor >= 0 && Libc.ioctl(descriptor, GetMtu, request) == 0 ? *(int*)(request + NameSize) : 0;
    }

    private static bool TryRead(byte* sockaddr, out IpAddress address)
    {
        var family = *(ushort*)sockaddr;
        address = family switch
        {
            Inet => RawEndPoint.Read(new ReadOnlySpan<byte>(sockaddr, 16), AddressFamily.InterNetwork).Address,
            Inet6 => RawEndPoint
                .Read(new ReadOnlySpan<byte>(sockaddr, RawEndPoint.MaxSize), AddressFamily.InterNetworkV6)
                .Address,
            _ => default,
        };
        return family is Inet or Inet6;
    }

    /// <summary>
    /// Counts the bits of a netmask, which is a sockaddr. The address follows the family and the port and, for IPv6,
    /// the flow label.
    /// </summary>
    private static int PrefixOf(byte* netmask, bool isV6)
    {
        var bytes = new ReadOnlySpan<byte>(netmask + (isV6 ? 8 : 4), isV6 ? 16 : 4);
        var bits = 0;
        foreach (var part in bytes)
        {
            bits += BitOperations.PopCount(part);
        }

        return bits;
    }
}
