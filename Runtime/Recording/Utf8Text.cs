namespace Moonwire.Runtime.Recording;

/// <summary>Appends UTF-8 text to a buffer without an allocation. Text that does not fit is cut.</summary>
internal ref struct Utf8Text(Span<byte> buffer)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Span<byte> _buffer = buffer;

    internal int Length { get; private set; }

    internal readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    internal void Add(ReadOnlySpan<byte> text)
    {
        var count = Math.Min(text.Length, _buffer.Length - Length);
        text[..count].CopyTo(_buffer[Length..]);
        Length += count;
    }

    internal void Add(long number)
    {
        if (number.TryFormat(_buffer[Length..], out var count))
        {
            Length += count;
        }
    }

    internal void Add(string text) => Add(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a text after a comma, or the first text without a comma.</summary>
    internal void AddPart(ReadOnlySpan<byte> text)
    {
        if (Length > 0)
        {
            Add(", "u8);
        }

        Add(text);
    }

    /// <summary>Adds the time of day in UTC, with nanoseconds.</summary>
    internal void AddTime(long time)
    {
        var seconds = time / NanosecondsPerSecond;
        Add(seconds / 3600 % 24, 2);
        Add(":"u8);
        Add(seconds / 60 % 60, 2);
        Add(":"u8);
        Add(seconds % 60, 2);
        Add("."u8);
        Add(time % NanosecondsPerSecond, 9);
        Add(" UTC"u8);
    }

    private void Add(long number, int digits)
    {
        var first = Length;
        for (var i = 0; i < digits && Length < _buffer.Length; i++)
        {
            Add("0"u8);
        }

        for (var i = Length; i > first; number /= 10)
        {
            _buffer[--i] = (byte)('0' + (number % 10));
        }
    }
}
