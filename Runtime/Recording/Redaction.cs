using System.Globalization;

namespace Moonwire.Runtime.Recording;

/// <summary>A range of bytes of each datagram that no recording contains. Zeros take their place.</summary>
/// <remarks>A class, because lists of a struct would add 13 KB to the executable.</remarks>
public sealed class Redaction
{
    private const int Max = 65535;

    private readonly int _offset;
    private readonly int _length;

    private Redaction(int offset, int length)
    {
        _offset = offset;
        _length = length;
    }

    /// <summary>Reads a text such as "4+16". Returns null if the text has another form.</summary>
    public static Redaction? Parse(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && TryRead(text.AsSpan(0, plus), out var offset)
            && TryRead(text.AsSpan(plus + 1), out var length) && length > 0
            ? new Redaction(offset, length)
            : null;
    }

    /// <summary>
    /// Returns true for a text of the form digits+digits. Any other value of --redact is the path of a Lua file.
    /// </summary>
    public static bool IsRange(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (i != plus && !char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return plus > 0 && plus < text.Length - 1;
    }

    /// <summary>Overwrites the bytes of the range. Returns true if the datagram has such a byte.</summary>
    internal bool Apply(Span<byte> datagram, byte value)
    {
        if (_offset >= datagram.Length)
        {
            return false;
        }

        datagram.Slice(_offset, Math.Min(_length, datagram.Length - _offset)).Fill(value);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Max;
}
