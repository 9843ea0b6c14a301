using System.Buffers;
using System.Text;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// Decodes a terminal's bytes into keys: UTF-8, control characters, the sequences of xterm and similar terminals, and
/// bracketed pastes. An incomplete sequence is kept until the next bytes arrive.
/// </summary>
internal sealed class KeyDecoder
{
    private const byte Escape = 0x1b;
    private const int MaxSequenceLength = 32;

    private static readonly byte[] PasteEnd = "\e[201~"u8.ToArray();

    private readonly List<byte> _pending = [];
    private bool _isPasting;

    internal List<Key> Feed(ReadOnlySpan<byte> bytes)
    {
        _pending.AddRange(bytes);
        var all = _pending.ToArray();
        var keys = new List<Key>();
        var used = 0;
        while (used < all.Length)
        {
            var length = Take(all.AsSpan(used), keys);
            if (length == 0)
            {
                break;
            }

            used += length;
        }

        _pending.RemoveRange(0, used);
        return keys;
    }

    /// <summary>Decodes one key. Returns its length, or 0 if it is incomplete.</summary>
    private int Take(ReadOnlySpan<byte> bytes, List<Key> keys)
    {
        if (_isPasting)
        {
            return TakePaste(bytes, keys);
        }

        var first = bytes[0];
        if (first == Escape)
        {
            return TakeEscape(bytes, keys);
        }

        if (first is < 0x20 or 0x7f)
        {
            keys.Add(new Key(Control(first)));
            return 1;
        }

        var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
        if (status == OperationStatus.NeedMoreData)
        {
            return 0;
        }

        keys.Add(new Key(KeyKind.Text, rune.ToString()));
        return length;
    }

    private int TakePaste(ReadOnlySpan<byte> bytes, List<Key> keys)
    {
        var end = bytes.IndexOf(PasteEnd);
        if (end < 0)
        {
            return 0;
        }

        _isPasting = false;
        var text = Encoding.UTF8.GetString(bytes[..end]).Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace('\r', '\n');
        keys.Add(new Key(KeyKind.Text, text));
        return end + PasteEnd.Length;
    }

    private int TakeEscape(ReadOnlySpan<byte> bytes, List<Key> keys)
    {
        if (bytes.Length == 1)
        {
            return 0;
        }

        switch (bytes[1])
        {
            case (byte)'[':
                return TakeSequence(bytes, keys);
            case (byte)'O':
                if (bytes.Length == 2)
                {
                    return 0;
                }

                keys.Add(new Key(Final(bytes[2], isWord: false)));
                return 3;
            case Escape:
                return 1;
            default:
                keys.Add(new Key(Meta(bytes[1])));
                return 2;
        }
    }

    /// <summary>Decodes ESC [ parameters final.</summary>
    private int TakeSequence(ReadOnlySpan<byte> bytes, List<Key> keys)
    {
        var end = 2;
        while (end < bytes.Length && bytes[end] is < 0x40 and >= 0x20)
        {
            end++;
        }

        if (end == bytes.Length)
        {
            return end < MaxSequenceLength ? 0 : end;
        }

        var parameters = Encoding.ASCII.GetString(bytes[2..end]).Split(';');
        if (bytes[end] == '~' && parameters[0] == "200")
        {
            _isPasting = true;
            return end + 1;
        }

        // The second parameter is 1 plus a sum of modifiers: shift 1, alt 2, control 4.
        var isWord = parameters.Length > 1 && int.TryParse(parameters[1], out var modifiers)
            && ((modifiers - 1) & 6) != 0;
        keys.Add(new Key(bytes[end] == '~' ? Numbered(parameters[0], isWord) : Final(bytes[end], isWord)));
        return end + 1;
    }

    private static KeyKind Final(byte final, bool isWord) => (char)final switch
    {
        'A' => KeyKind.Up,
        'B' => KeyKind.Down,
        'C' => isWord ? KeyKind.WordRight : KeyKind.Right,
        'D' => isWord ? KeyKind.WordLeft : KeyKind.Left,
        'H' => KeyKind.Home,
        'F' => KeyKind.End,
        'M' => KeyKind.Enter,
        _ => KeyKind.Other,
    };

    private static KeyKind Numbered(string number, bool isWord) => number switch
    {
        "1" or "7" => KeyKind.Home,
        "4" or "8" => KeyKind.End,
        "3" => isWord ? KeyKind.KillWordRight : KeyKind.Delete,
        _ => KeyKind.Other,
    };

    private static KeyKind Meta(byte second) => (char)second switch
    {
        'b' or 'B' => KeyKind.WordLeft,
        'f' or 'F' => KeyKind.WordRight,
        'd' or 'D' => KeyKind.KillWordRight,
        '\x7f' or '\b' => KeyKind.KillWordLeft,
        _ => KeyKind.Other,
    };

    private static KeyKind Control(byte code) => code switch
    {
        1 => KeyKind.Home,
        2 => KeyKind.Left,
        4 => KeyKind.EndOfInput,
        5 => KeyKind.End,
        6 => KeyKind.Right,
        7 => KeyKind.Abort,
        8 or 0x7f => KeyKind.Backspace,
        9 => KeyKind.Tab,
        10 or 13 => KeyKind.Enter,
        11 => KeyKind.KillToEnd,
        12 => KeyKind.ClearScreen,
        14 => KeyKind.Down,
        16 => KeyKind.Up,
        18 => KeyKind.Search,
        20 => KeyKind.Transpose,
        21 => KeyKind.KillToStart,
        23 => KeyKind.KillSpaceWordLeft,
        25 => KeyKind.Yank,
        _ => KeyKind.Other,
    };
}
