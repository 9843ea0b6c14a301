namespace Moonwire.Runtime.Os;

/// <summary>struct msghdr.</summary>
internal unsafe struct MessageHeader
{
    public byte* Name;
    public int NameSize;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlSize;
    public int Flags;
}

/// <summary>struct iovec.</summary>
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}

/// <summary>The start of struct sock_extended_err (ip(7), IP_RECVERR).</summary>
internal struct ExtendedError
{
    internal const byte FromIcmp = 2;
    internal const byte FromIcmp6 = 3;

    public int Errno;
    public byte Origin;
    public byte Type;
    public byte Code;
    public byte Padding;
    public uint Information;
    public uint Data;
}

/// <summary>struct cmsghdr.</summary>
internal struct ControlHeader
{
    public nuint Length;
    public int Level;
    public int Type;
}

/// <summary>The start of struct ifaddrs (getifaddrs(3)).</summary>
internal unsafe struct IfAddress
{
    public IfAddress* Next;
    public byte* Name;
    public uint Flags;
    public byte* Address;
    public byte* Netmask;
}
