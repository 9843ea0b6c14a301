namespace Moonwire.Packaging;

/// <summary>
/// Removes the line numbers and the names of local variables from a binary chunk of Lua 5.4 (ldump.c). Keeps the names
/// of upvalues, because messages use them. A function that a shim calls may raise an error. Without line numbers, Lua
/// puts no position of the shim before the message. The names of locals were 40 % of all strings that a start reads.
/// </summary>
internal sealed class LineStripper
{
    private const int HeaderLength = 32;
    private const int InstructionSize = 4;
    private const int NumberSize = 8;
    private const int UpvalueSize = 3;

    // The tags of constants (lobject.h).
    private const byte Float = 3 | 0x10;
    private const byte Integer = 3;
    private const byte ShortString = 4;
    private const byte LongString = 4 | 0x10;

    private readonly byte[] _chunk;
    private readonly List<byte> _result = [];
    private int _position;

    private LineStripper(byte[] chunk) => _chunk = chunk;

    internal static byte[] Strip(byte[] chunk)
    {
        var stripper = new LineStripper(chunk);
        stripper.Copy(HeaderLength);
        stripper.Function();
        return stripper._position == chunk.Length
            ? stripper._result.ToArray()
            : throw new InvalidDataException("the engine's binary chunks do not have the format of Lua 5.4");
    }

    private void Function()
    {
        Text(); // its source
        _ = CopyNumber(); // its first line
        _ = CopyNumber(); // its last line
        Copy(3); // the number of parameters, the vararg flag, and the size of the stack
        Copy(CopyNumber() * InstructionSize);
        Repeat(Constant);
        Copy(CopyNumber() * UpvalueSize);
        Repeat(Function);
        Skip(Number());
        Write(0);
        for (var i = Number(); i > 0; i--)
        {
            _ = Number();
            _ = Number();
        }

        Write(0);
        Locals();
        Repeat(Text);
    }

    /// <summary>
    /// Keeps the name of a first local that is called "co", because reports find the coroutine in which a fiber waits
    /// by this name.
    /// </summary>
    private void Locals()
    {
        List<byte> kept = [];
        var count = Number();
        for (var i = 0; i < count; i++)
        {
            var start = _position;
            var length = Math.Max(0, Number() - 1);
            var isKept = i == 0 && _chunk.AsSpan(_position, length).SequenceEqual("co"u8);
            Skip(length);
            _ = Number(); // the instructions between which the variable lives
            _ = Number();
            kept.AddRange(isKept ? _chunk.AsSpan(start, _position - start) : []);
        }

        Write(kept.Count > 0 ? 1 : 0);
        _result.AddRange(kept);
    }

    private void Constant()
    {
        var tag = _chunk[_position];
        Copy(1);
        switch (tag)
        {
            case Float or Integer:
                Copy(NumberSize);
                break;
            case ShortString or LongString:
                Text();
                break;
        }
    }

    private void Text() => Copy(Math.Max(0, CopyNumber() - 1)); // 0 is a missing string

    private void Repeat(Action part)
    {
        for (var i = CopyNumber(); i > 0; i--)
        {
            part();
        }
    }

    private int CopyNumber()
    {
        var start = _position;
        var number = Number();
        _result.AddRange(_chunk.AsSpan(start, _position - start));
        return number;
    }

    /// <summary>Reads a number of seven bits a byte, the highest bits first. The top bit marks the last byte.</summary>
    private int Number()
    {
        const int bits = 7, mark = 1 << bits;
        var number = 0;
        byte next;
        do
        {
            next = _chunk[_position++];
            number = checked((number << bits) | (next & (mark - 1)));
        }
        while ((next & mark) == 0);

        return number;
    }

    private void Write(int number) => _result.Add((byte)(number | 0x80));

    private void Copy(int length)
    {
        _result.AddRange(_chunk.AsSpan(_position, length));
        _position += length;
    }

    private void Skip(int length) => _position += length;
}
