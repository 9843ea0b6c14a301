namespace Moonwire.Packaging;

/// <summary>
/// Takes the line numbers out of a binary chunk of Lua 5.4 (ldump.c), and leaves the names that tracebacks need. Without a line,
/// Lua puts no place of ours before the message of what a script's function raises when one of ours has called it.
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
            : throw new InvalidDataException("the engine's binary chunks are not those of Lua 5.4");
    }

    private void Function()
    {
        Text(); // its source
        _ = CopyNumber(); // its first line
        _ = CopyNumber(); // its last one
        Copy(3); // parameters, whether there are more, and the size of its stack
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
        Repeat(Local);
        Repeat(Text);
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

    private void Local()
    {
        Text();
        _ = CopyNumber();
        _ = CopyNumber();
    }

    private void Text() => Copy(Math.Max(0, CopyNumber() - 1)); // 0 is none

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

    /// <summary>Seven bits a byte, the highest ones first; the last byte has a mark.</summary>
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
