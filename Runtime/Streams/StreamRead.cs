using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Streams;

/// <summary>A fiber that waits for input from a stream, and the input that it then gets.</summary>
public sealed unsafe class StreamRead(ReadStream stream, ReadKind kind) : Wait(WaitTraits.External)
{
    internal ReadKind Kind => kind;

    /// <summary>The memory to read into. It belongs to a userdata in the arguments of the parked function.</summary>
    internal byte* Buffer { get; private set; }

    internal int Length { get; private set; }

    /// <summary>The maximum length of a line or a text, in bytes.</summary>
    public int Max { get; init; } = int.MaxValue;

    public int Count { get; internal set; }

    /// <summary>The line or the text; null at the end of the stream.</summary>
    public byte[]? Bytes { get; internal set; }

    /// <summary>The name of the function that the script has called.</summary>
    public string Named { get; init; } = "read_some";

    public override string Operation => Named;

    public override string Describe() => $"{Operation} on {stream.Name}";

    public void Prepare(byte* buffer, int length)
    {
        Buffer = buffer;
        Length = length;
    }

    protected internal override void Withdraw() => stream.Remove(this);

    protected override int PushValues(LuaThread stack)
    {
        if (kind == ReadKind.Some)
        {
            stack.Push((long)Count);
        }
        else if (Bytes is { } bytes)
        {
            stack.Push(bytes);
        }
        else
        {
            stack.PushNil();
        }

        return 1;
    }
}

public enum ReadKind
{
    Some,
    Line,
    Text,
}
