using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Streams;

/// <summary>A fiber that writes to a stream.</summary>
/// <param name="stream">The stream.</param>
/// <param name="writesAll">True if the operation writes all bytes. If false, it ends after the first write.</param>
public sealed unsafe class StreamWrite(WriteStream stream, bool writesAll) : Wait(WaitTraits.External)
{
    internal bool WritesAll => writesAll;

    /// <summary>The bytes of a string or a userdata in the arguments of the parked function.</summary>
    internal byte* Bytes { get; private set; }

    internal int Length { get; private set; }

    /// <summary>The number of bytes that were written.</summary>
    public int Count { get; internal set; }

    public override string Operation => writesAll ? "write" : "write_some";

    public override string Describe() => $"room to write to {stream.Name}";

    public void Prepare(byte* bytes, int length)
    {
        Bytes = bytes;
        Length = length;
    }

    protected internal override void Withdraw() => stream.Remove(this);

    protected override int PushValues(LuaThread stack)
    {
        stack.Push((long)Count);
        return 1;
    }
}
