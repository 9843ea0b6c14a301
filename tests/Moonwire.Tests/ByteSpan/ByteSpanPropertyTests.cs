using CsCheck;
using Moonwire.Tests.Runtime;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.ByteSpan;

/// <summary>byte_span against a simple model, and its packing against Lua's own.</summary>
[TestClass]
public sealed class ByteSpanPropertyTests
{
    private const int Programs = 200;
    private const int StepsEach = 500;

    /// <summary>Texts of few different bytes, so that searches find something.</summary>
    private static readonly Gen<byte[]> Text = Gen.OneOf(
        (byte)'a', (byte)'b', (byte)' ', (byte)0, (byte)255).Array[0, 4];

    private static readonly Gen<int> Position = Gen.Int[-1, 16];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, Step.Kinds - 1],
        Gen.Int[0, SpanProgram.Spans - 1],
        Gen.Int[0, SpanProgram.Spans - 1],
        Position,
        Position,
        Text,
        static (kind, span, other, first, last, text) => new Step(kind, span, other, first, last, text));

    /// <summary>A format option of string.pack for one value, and such a value as a Lua expression.</summary>
    private static readonly Gen<(string Option, string Value)> Packed = Gen.OneOf(
        Gen.Select(
            Gen.OneOf("b", "h", "i1", "i2", "i3", "i5", "i8", "i", "l", "j"),
            Gen.Int[-128, 127],
            static (o, v) => (o, $"{v}")),
        Gen.Select(Gen.OneOf("B", "H", "I1", "I3", "I7", "I16", "I", "L", "J", "T"), Gen.Int[0, 255], static (o, v) =>
            (o, $"{v}")),
        Gen.Select(Gen.OneOf("j", "i8", "i16", "J", "I8"), Gen.Long, static (o, v) => (o, $"0x{v:x}")),
        Gen.Select(Gen.OneOf("f", "d", "n"), Gen.Int[-1000, 1000], static (o, v) => (o, $"{v}/8")),
        Gen.Select(Gen.OneOf("z", "s", "s1", "s3", "s16", "c4"), Gen.String[Gen.Char['a', 'z'], 0, 4], static (o, v) =>
            (o, $"\"{v}\"")));

    private static readonly Gen<string> Layout = Gen.OneOf(
        "", "", " ", "<", ">", "=", "!", "!1", "!2", "!4", "x", "Xi2", "Xi4", "Xd");

    private static readonly Gen<(string Layout, string Option, string Value)[]> Formats =
        Gen.Select(Layout, Packed, static (l, p) => (l, p.Option, p.Value)).Array[0, 8];

    [Fact]
    public void SpansDoWhatTheModelDoes() =>
        Steps.Array[StepsEach]
            .Sample(
                static steps => Run(SpanProgram.Write(steps)), iter: Programs, threads: 1, print: SpanProgram.Write);

    [Fact]
    public void PackingIsThatOfLua() =>
        Formats.Array[50].Sample(static cases => Run(PackProgram(cases)), iter: 40, threads: 1, print: PackProgram);

    private static string PackProgram((string Layout, string Option, string Value)[][] cases) =>
        """
        local function check(format, start, ...)
          local valid, text = pcall(string.pack, format, ...)
          local made, span = pcall(byte_span.pack, format, ...)
          if made ~= valid then error(("%q: %s, but Lua: %s"):format(format, span, text), 2) end
          if not made then return end
          if tostring(span) ~= text then error(("%q: %q, expected %q"):format(format, tostring(span), text), 2) end
          local mine, luas = table.pack(span:unpack(format)), table.pack(string.unpack(format, text))
          if mine.n ~= luas.n then error(("%q: %d values"):format(format, mine.n), 2) end
          for i = 1, mine.n do
            if mine[i] ~= luas[i] or math.type(mine[i]) ~= math.type(luas[i]) then
              error(("%q: value %d"):format(format, i), 2)
            end
          end
          local target = byte_span.new(start + 2 * #text + 200)
          local after = target:pack(format, start, ...)
          local again = table.pack(string.unpack(format, tostring(target), start))
          if again[again.n] ~= after then error(("%q: ends at %d"):format(format, after), 2) end
          for i = 1, again.n - 1 do
            if again[i] ~= luas[i] then error(("%q: value %d at %d"):format(format, i, start), 2) end
          end
        end

        """ + string.Concat(cases.Select(static (c, i) =>
            $"check(\"{string.Concat(c.Select(static p => $"{p.Layout} {p.Option} "))}\", "
            + $"{string.Join(", ", c.Select(static p => p.Value).Prepend($"{i % 9 + 1}"))})\n"));

    private static void Run(string script)
    {
        using var folder = new TemporaryFolder();
        folder.Write("program.lua", script);
        var (status, report) = InProcess.Run(folder.PathOf("program.lua"), []);
        Assert.True(status == 0, report);
    }
}
