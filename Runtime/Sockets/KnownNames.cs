namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Keeps the names of hosts that have addresses of both families, from the last lookups. Messages about receives that
/// time out name the addresses that were not asked.
/// </summary>
public sealed class KnownNames
{
    private const int MaxNames = 64;

    /// <summary>The maximum number of addresses of each family that are kept for a name.</summary>
    private const int MaxAddresses = 8;

    private const int MaxLength = 255;

    /// <summary>The names, the last lookup at the end. Null before the first lookup.</summary>
    private List<KnownName>? _names;

    /// <summary>True before the first name is kept.</summary>
    internal bool IsEmpty => _names is not { Count: > 0 };

    /// <summary>
    /// Keeps the addresses of a name, instead of its earlier addresses. Keeps nothing if all addresses have the same
    /// family, or if the name has an unusual character.
    /// </summary>
    internal void Keep(string name, IpAddress[] found)
    {
        _names ??= [];
        _ = _names.RemoveAll(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        var (v4, v6) = (new IpAddress[MaxAddresses], new IpAddress[MaxAddresses]);
        var (v4Count, v6Count) = (0, 0);
        foreach (var address in found)
        {
            ref var count = ref address.IsV6 ? ref v6Count : ref v4Count;
            if (count < MaxAddresses)
            {
                (address.IsV6 ? v6 : v4)[count++] = address;
            }
        }

        if (v4Count == 0 || v6Count == 0 || name.Length > MaxLength || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return;
        }

        if (_names.Count == MaxNames)
        {
            _names.RemoveAt(0);
        }

        _names.Add(new KnownName(name, v4[..v4Count], v6[..v6Count]));
    }

    /// <summary>Returns the name with the address that was looked up last, or null.</summary>
    internal KnownName? Find(IpAddress address) =>
        _names?.FindLast(known => Has(known.OfFamilyOf(address), address));

    /// <summary>Returns true if the address is one of the addresses, perhaps with another scope.</summary>
    internal static bool Has(IpAddress[] addresses, in IpAddress address)
    {
        var plain = SeenDatagram.Plain(new IpEndpoint(address, 0));
        foreach (var one in addresses)
        {
            if (SeenDatagram.Plain(new IpEndpoint(one, 0)) == plain)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A name of a host with addresses of both families.</summary>
/// <param name="Name">The name.</param>
/// <param name="V4">The IPv4 addresses.</param>
/// <param name="V6">The IPv6 addresses.</param>
internal sealed record KnownName(string Name, IpAddress[] V4, IpAddress[] V6)
{
    internal IpAddress[] OfFamilyOf(in IpAddress address) => address.IsV6 ? V6 : V4;

    internal IpAddress[] OfOtherFamilyThan(in IpAddress address) => address.IsV6 ? V4 : V6;
}
