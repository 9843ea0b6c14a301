using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Json;

/// <summary>
/// The module <c>json</c> accepts the texts that <see cref="IsJson"/> accepts, and reads the values that
/// <see cref="JsonDocument"/> reads.
/// </summary>
[TestClass]
public sealed partial class JsonAgreementTests
{
    private const int Texts = 4000;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The pieces of the texts. Most texts are JSON, some are not.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"\"", "\"b\":", "1", "-0", "0.5", "1e3", "12345678901234567890",
        "01", "1.", "-", "tru", "true", "false", "null", " ", "\n", "\t", "\"\\u0041\"", "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"", "\"\\ud83d\\u0041\"", "\"\\ude00\"", "\"\\x\"", "\"\\u00g0\"",
        "\"é\"", "\"\u0001\"", "\"", "\\", "[1,2]", "{\"k\":[]}", "//", "'",
    ];

    /// <summary>
    /// Prints the value of each line, which is a text in base64, in the form of <see cref="Show"/>, or "no".
    /// </summary>
    private const string Script = """
        local json = require "json"
        local function show(v, out)
          if type(v) == "table" and json.is_array(v) then
            out[#out + 1] = "["
            for i = 1, #v do show(v[i], out) end
            out[#out + 1] = "]"
          elseif type(v) == "table" then
            local keys = {}
            for k in pairs(v) do keys[#keys + 1] = k end
            table.sort(keys)
            out[#out + 1] = "{"
            for _, k in ipairs(keys) do
              show(k, out)
              show(v[k], out)
            end
            out[#out + 1] = "}"
          elseif math.type(v) == "integer" then
            out[#out + 1] = "i" .. v
          elseif math.type(v) == "float" then
            out[#out + 1] = "f" .. byte_span.to_hex(string.pack(">d", v))
          elseif type(v) == "string" then
            out[#out + 1] = "s" .. byte_span.to_hex(v)
          else
            out[#out + 1] = tostring(v)
          end
          return out
        end
        for line in io.lines() do
          local ok, v = pcall(json.decode, byte_span.from_base64(line))
          print(ok and table.concat(show(v, {}), " ") or "no")
        end
        """;

    [Fact]
    public async Task TextsAreTakenAndRefusedAlike()
    {
        var random = new Random(19);
        var texts = Enumerable.Range(0, Texts).Select(_ => Text(random)).Concat(Numbers(random)).ToList();
        using var folder = new TemporaryFolder();
        var input = string.Concat(texts.Select(static text => Convert.ToBase64String(text) + "\n"));
        var run = await Executable.RunAsync([folder.Write("main.lua", Script)], input: Encoding.ASCII.GetBytes(input));

        Assert.True(run is { ExitCode: 0, Errors.Length: 0 }, Visible.Text(run.Errors));
        var lines = Encoding.ASCII.GetString(run.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(texts.Count, lines.Length);
        Visible.AssertNone(
            from pair in texts.Zip(lines)
            let expected = Expected(pair.First)
            where expected != pair.Second
            select $"{Encoding.UTF8.GetString(pair.First)}: {pair.Second}, expected {expected}");
        Assert.Contains(lines, static line => line == "no");
        Assert.Contains(lines, static line => line.StartsWith('{') && line.Length > 20);
    }

    /// <summary>Returns the text of a value, with changes at some places. Some bytes are not UTF-8.</summary>
    private static byte[] Text(Random random)
    {
        var text = new List<byte>(Encoding.UTF8.GetBytes(random.Next(3) == 0 ? Mixed(random) : Value(random, 0)));
        for (var changes = random.Next(3) == 0 ? random.Next(1, 3) : 0; changes > 0 && text.Count > 0; changes--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(3))
            {
                case 0:
                    text.RemoveAt(at);
                    break;
                case 1:
                    text[at] = (byte)random.Next(256);
                    break;
                default:
                    text.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. text];
    }

    private static string Mixed(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Value(Random random, int depth) => random.Next(depth > 3 ? 4 : 6) switch
    {
        0 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        1 => "true",
        2 => $"\"{string.Concat(Several(random).Select(_ => random.Next(2) == 0 ? "\\u00e9\\n" : "x€"))}\"",
        3 => (random.NextDouble() * Math.Pow(10, random.Next(-20, 20))).ToString("R", CultureInfo.InvariantCulture),
        4 => "[" + string.Join(" , ", Several(random).Select(_ => Value(random, depth + 1))) + "]",
        _ => "{" + string.Join(',', Several(random).Select(i => $"\"k{i}\" : {Value(random, depth + 1)}")) + "}",
    };

    private static IEnumerable<int> Several(Random random) => Enumerable.Range(0, random.Next(5));

    /// <summary>Returns numbers near the limits between the ways to read them.</summary>
    private static IEnumerable<byte[]> Numbers(Random random)
    {
        for (var i = 0; i < 2000; i++)
        {
            var digits = string
                .Concat(Enumerable.Range(0, random.Next(1, 22)).Select(_ => (char)('0' + random.Next(10))))
                .TrimStart('0');
            var number = (random.Next(2) == 0 ? "-" : "") + (digits.Length == 0 ? "0" : digits)
                + (random.Next(2) == 0 ? "" : "." + random.Next(0, 1 << 30))
                + (random.Next(2) == 0 ? "" : $"e{random.Next(-330, 310)}");
            yield return Encoding.ASCII.GetBytes(number);
        }
    }

    /// <summary>
    /// Returns true if a text is JSON by the grammar of RFC 8259. Does not use System.Text.Json, because the module
    /// does. Replaces each token by a letter, and then each container whose values are letters by a letter.
    /// </summary>
    private static bool IsJson(byte[] text)
    {
        string tokens;
        try
        {
            tokens = Token().Replace(StrictUtf8.GetString(text), static token =>
                token.Groups["string"].Success ? "s"
                : token.Groups["value"].Success ? "v"
                : token.Groups["space"].Success ? ""
                : token.Groups["mark"].Success ? token.Value
                : "?");
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        for (var length = 0; length != tokens.Length;)
        {
            length = tokens.Length;
            tokens = Container().Replace(tokens, "v");
        }

        return tokens is "v" or "s";
    }

    [GeneratedRegex(
        """
        (?<string> "(?: [^"\\\x00-\x1F] | \\["\\/bfnrt] | (?!\\u[Dd][89A-Fa-f]) \\u[0-9A-Fa-f]{4}
          | \\u[Dd][89ABab][0-9A-Fa-f]{2} \\u[Dd][C-Fc-f][0-9A-Fa-f]{2} )*" )
        | (?<value> -?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)? | true | false | null )
        | (?<space> [\x20\t\n\r] )
        | (?<mark> [][{}:,] )
        | .
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.CultureInvariant,
        10_000)]
    private static partial Regex Token();

    [GeneratedRegex(@"\[([sv](,[sv])*)?]|{(s:[sv](,s:[sv])*)?}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Container();

    private static string Expected(byte[] text)
    {
        if (!IsJson(text))
        {
            return "no";
        }

        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        var words = new List<string>();
        Show(document.RootElement, words);
        return string.Join(' ', words);
    }

    private static void Show(JsonElement element, List<string> words)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                words.Add("[");
                foreach (var item in element.EnumerateArray())
                {
                    Show(item, words);
                }

                words.Add("]");
                break;
            case JsonValueKind.Object:
                words.Add("{");
                var members = element.EnumerateObject().GroupBy(static member => member.Name)
                    .Select(static same => same.Last())
                    .OrderBy(static member => Hex(member.Name), StringComparer.Ordinal);
                foreach (var member in members)
                {
                    words.Add(Hex(member.Name));
                    Show(member.Value, words);
                }

                words.Add("}");
                break;
            case JsonValueKind.String:
                words.Add(Hex(element.GetString()!));
                break;
            case JsonValueKind.Number:
                var number = element.GetRawText();
                var invariant = CultureInfo.InvariantCulture;
                words.Add(number.AsSpan().IndexOfAny(".eE") < 0 && long.TryParse(number, invariant, out var integer)
                    ? "i" + integer.ToString(invariant)
                    : "f" + BitConverter.DoubleToInt64Bits(double.Parse(number, invariant)).ToString("x16", invariant));
                break;
            default:
                words.Add(element.GetRawText());
                break;
        }
    }

    private static string Hex(string text) => "s" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
