using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.ByteSpan;

/// <summary>The kind of value that an option of a format describes.</summary>
internal enum PackKind
{
    Nothing,
    Signed,
    Unsigned,
    Float,
    Double,

    /// <summary>A string in the number of bytes that the option gives.</summary>
    FixedText,

    /// <summary>A string after its length.</summary>
    CountedText,

    /// <summary>A string that ends with a zero byte.</summary>
    ZeroText,

    /// <summary>One zero byte without a value.</summary>
    Padding,
}

/// <param name="Size">
/// The size of the value in bytes; for a <see cref="PackKind.CountedText"/>, the size of its length field.
/// </param>
/// <param name="Alignment">The number of zero bytes before the value.</param>
internal readonly record struct PackOption(PackKind Kind, int Size, int Alignment);

/// <summary>
/// Reads a format of Lua's string.pack, option by option: https://www.lua.org/manual/5.4/manual.html#6.4.2.
/// A malformed format is EINVAL.
/// </summary>
/// <param name="text">The format.</param>
/// <param name="argument">The position of the format among the arguments.</param>
internal ref struct PackFormat(ReadOnlySpan<byte> text, int argument)
{
    private const int LargestInteger = 16;
    private const int NativeAlignment = 8;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _next;
    private int _maxAlignment = 1;

    /// <summary>The byte order of the option that was read last.</summary>
    public bool IsLittleEndian { get; private set; } = BitConverter.IsLittleEndian;

    /// <summary>
    /// Reads the next option, whose value is packed at <paramref name="position"/>, counted from 0. Returns false at
    /// the end.
    /// </summary>
    public bool Read(long position, out PackOption option)
    {
        option = default;
        if (_next == _text.Length)
        {
            return false;
        }

        var alignsOnly = _text[_next] == 'X';
        var (kind, size) = alignsOnly ? ReadAligned() : ReadOption();
        var isAligned = size > 1 && kind is not (PackKind.FixedText or PackKind.Nothing);
        var alignment = alignsOnly || isAligned ? Alignment(position, size) : 0;
        option = alignsOnly ? new PackOption(PackKind.Nothing, 0, alignment) : new PackOption(kind, size, alignment);
        return true;
    }

    /// <summary>Reads the option after X, of which only the alignment is used.</summary>
    private (PackKind Kind, int Size) ReadAligned()
    {
        _next++;
        if (_next < _text.Length)
        {
            var (kind, size) = _text[_next] == 'X' ? default : ReadOption();
            if (kind != PackKind.FixedText && size > 0)
            {
                return (kind, size);
            }
        }

        throw Malformed("option 'X' needs an option with an alignment behind it");
    }

    private (PackKind Kind, int Size) ReadOption()
    {
        var letter = (char)_text[_next++];
        switch (letter)
        {
            case 'b': return (PackKind.Signed, 1);
            case 'B': return (PackKind.Unsigned, 1);
            case 'h': return (PackKind.Signed, sizeof(short));
            case 'H': return (PackKind.Unsigned, sizeof(short));
            case 'i': return (PackKind.Signed, ReadSize(sizeof(int)));
            case 'I': return (PackKind.Unsigned, ReadSize(sizeof(int)));
            case 'l': return (PackKind.Signed, Marshal.SizeOf<CLong>());
            case 'L': return (PackKind.Unsigned, Marshal.SizeOf<CULong>());
            case 'j': return (PackKind.Signed, sizeof(long));
            case 'J': return (PackKind.Unsigned, sizeof(long));
            case 'T': return (PackKind.Unsigned, nuint.Size);
            case 'f': return (PackKind.Float, sizeof(float));
            case 'd' or 'n': return (PackKind.Double, sizeof(double));
            case 's': return (PackKind.CountedText, ReadSize(nuint.Size));
            case 'c': return (PackKind.FixedText, ReadNumber() ?? throw Malformed("option 'c' needs a size"));
            case 'z': return (PackKind.ZeroText, 0);
            case 'x': return (PackKind.Padding, 1);
            case ' ': break;
            case '<': IsLittleEndian = true; break;
            case '>': IsLittleEndian = false; break;
            case '=': IsLittleEndian = BitConverter.IsLittleEndian; break;
            case '!': _maxAlignment = ReadSize(NativeAlignment); break;
            default:
                throw Malformed(letter is > ' ' and <= '~'
                    ? $"there is no option '{letter}'"
                    : $"there is no option of code {(int)letter}");
        }

        return default;
    }

    private readonly int Alignment(long position, int size)
    {
        var unit = Math.Min(size, _maxAlignment);
        return int.IsPow2(unit)
            ? (int)(-position & (unit - 1))
            : throw Malformed($"an alignment of {unit} is not a power of 2");
    }

    /// <summary>Reads the optional size of an integer.</summary>
    private int ReadSize(int absent)
    {
        var size = ReadNumber() ?? absent;
        return size is >= 1 and <= LargestInteger
            ? size
            : throw Malformed($"size {size} is outside 1..{LargestInteger}");
    }

    private int? ReadNumber()
    {
        long? number = null;
        for (; _next < _text.Length && char.IsAsciiDigit((char)_text[_next]); _next++)
        {
            number = ((number ?? 0) * 10) + (_text[_next] - '0');
            if (number > int.MaxValue)
            {
                throw Malformed($"a size is above {int.MaxValue}");
            }
        }

        return (int?)number;
    }

    private readonly LuaFailure Malformed(string reason) =>
        LuaCall.Invalid(argument, $"{reason}, at {_next} of the format");
}
