using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.ByteSpan;

/// <summary>Reads packed values. Missing bytes, and integers that are too large, are ERANGE (arg 1).</summary>
internal ref struct PackSource(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public readonly int Length => _bytes.Length;

    /// <summary>The position after the values that were taken, counted from 0.</summary>
    public int Position { get; set; }

    public void Skip(int count) => Take(count);

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Length - Position)
        {
            var wanted = count < 0 ? $"{(ulong)count}" : $"{count}";
            throw LuaCall.Invalid(1, $"a length of {Length} has no {wanted} bytes at {Position + 1L}", Errno.ERANGE);
        }

        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    /// <summary>Takes the bytes up to a zero byte, and skips the zero byte.</summary>
    public ReadOnlySpan<byte> TakeToZero()
    {
        var count = _bytes[Position..].IndexOf((byte)0);
        if (count < 0)
        {
            throw LuaCall.Invalid(1, $"no zero byte ends the string at {Position + 1L}", Errno.ERANGE);
        }

        return Take(count + 1)[..count];
    }

    /// <summary>Takes an integer. If it has more than 64 bits, the further bits must only extend the 64 bits.</summary>
    public long TakeInteger(int size, bool isSigned, bool isLittleEndian)
    {
        var start = Position;
        var taken = Take(size);
        long value = 0;
        for (var i = 0; i < Math.Min(size, sizeof(long)); i++)
        {
            value |= (long)taken[isLittleEndian ? i : size - 1 - i] << (8 * i);
        }

        if (size < sizeof(long) && isSigned)
        {
            var unused = 64 - (size * 8);
            return value << unused >> unused;
        }

        var extension = (byte)(isSigned && value < 0 ? 0xff : 0);
        for (var i = sizeof(long); i < size; i++)
        {
            if (taken[isLittleEndian ? i : size - 1 - i] != extension)
            {
                throw LuaCall.Invalid(
                    1,
                    $"the integer of {size} bytes at {start + 1L} is beyond Lua's integers",
                    Errno.ERANGE);
            }
        }

        return value;
    }
}
