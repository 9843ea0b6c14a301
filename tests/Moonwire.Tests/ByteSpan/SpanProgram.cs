using System.Text;

namespace Moonwire.Tests.ByteSpan;

/// <summary>One random operation. The meaning of its numbers depends on the kind.</summary>
internal sealed record Step(int Kind, int Span, int Other, int First, int Last, byte[] Text)
{
    public const int Kinds = 20;
}

/// <summary>
/// Turns random operations into a Lua script that compares each result with the model's. Positions are often just
/// outside the allowed range, where ERANGE is expected.
/// </summary>
internal sealed class SpanProgram
{
    public const int Spans = 6;

    private const int MaxAppendedLength = 500;

    private const string Preamble = """
        local s = {}
        local function is(actual, expected)
          if actual ~= expected then error(("%s, expected %s"):format(tostring(actual), tostring(expected)), 2) end
        end
        local function same(span, text, capacity)
          is(tostring(span), text) is(#span, #text) is(span.capacity, capacity)
        end
        local function fails(arg, f, ...)
          local ok, e = pcall(f, ...)
          if ok or e.symbol ~= "ERANGE" or e.arg ~= arg then
            error("not refused: " .. tostring(ok) .. " " .. tostring(e), 2)
          end
        end
        local function set(span, i, value) span[i] = value end
        local function get(span, i) return span[i] end

        """;

    private readonly StringBuilder _script = new(Preamble);
    private readonly ModelSpan[] _spans = new ModelSpan[Spans];

    private SpanProgram()
    {
        for (var i = 0; i < Spans; i++)
        {
            Assign(i, new ModelSpan(i, 2 * i), $"byte_span.new({i}, {2 * i})");
        }
    }

    public static string Write(IEnumerable<Step> steps)
    {
        var program = new SpanProgram();
        foreach (var step in steps)
        {
            program.Add(step);
        }

        for (var i = 0; i < Spans; i++)
        {
            program.Same(i);
        }

        return program._script.ToString();
    }

    private void Add(Step step)
    {
        var (span, name, text) = (_spans[step.Span], $"s[{step.Span}]", Quote(step.Text));
        switch (step.Kind)
        {
            case 0: New(step); break;
            case 1 or 2: Slice(step, span); break;
            case 3: Append(step, span); break;
            case 4: Copy(step, span); break;
            case 5: Join(step); break;
            case 6: Set(step, span); break;
            case 7: Get(step, span); break;
            case 8: Fill(step, span); break;
            case 9: Is($"{name}:starts_with({text})", Word(span.HasAt(1, step.Text))); break;
            case 10:
                var ends = span.Length >= step.Text.Length
                    && span.HasAt(span.Length - step.Text.Length + 1, step.Text);
                Is($"{name}:ends_with({text})", Word(ends));
                break;
            case 11: Forward(step, span, "find", p => span.HasAt(p, step.Text)); break;
            case 12: Backward(step, span, "rfind", p => span.HasAt(p, step.Text)); break;
            case 13: Forward(step, span, "find_first_of", p => step.Text.Contains(span[p])); break;
            case 14: Backward(step, span, "find_last_of", p => step.Text.Contains(span[p])); break;
            case 15: Forward(step, span, "find_first_not_of", p => !step.Text.Contains(span[p])); break;
            case 16: Backward(step, span, "find_last_not_of", p => !step.Text.Contains(span[p])); break;
            case 17: Trim(step, span); break;
            case 18: Is($"{name} == s[{step.Other}]", Word(span.Bytes.SequenceEqual(_spans[step.Other].Bytes))); break;
            default: Pack(step, span); break;
        }
    }

    private void New(Step step)
    {
        var (length, capacity) = (step.First + 1, step.First + step.Last + 2);
        Assign(step.Span, new ModelSpan(length, capacity), $"byte_span.new({length}, {capacity})");
    }

    private void Join(Step step)
    {
        var other = _spans[step.Other];
        var taken = Math.Min(8, other.Length);
        byte[] joined = [.. step.Text, .. other.Bytes[..taken]];
        Assign(
            step.Span,
            new ModelSpan(joined, 0, joined.Length, joined.Length),
            $"byte_span.append(nil, {Quote(step.Text)}, s[{step.Other}]:slice(1, {taken}))");
    }

    private void Slice(Step step, ModelSpan span)
    {
        if (step.First < 1 || step.First > span.Capacity + 1)
        {
            Fails(2, step, "slice", $"{step.First}");
        }
        else if (step.Last < step.First - 1 || step.Last > span.Capacity)
        {
            Fails(3, step, "slice", $"{step.First}, {step.Last}");
        }
        else
        {
            Assign(step.Other, span.Slice(step.First, step.Last), $"s[{step.Span}]:slice({step.First}, {step.Last})");
        }
    }

    private void Append(Step step, ModelSpan span)
    {
        var length = span.Length + step.Text.Length + _spans[step.Other].Length;
        if (length > MaxAppendedLength)
        {
            Assign(step.Span, new ModelSpan(2, 9), "byte_span.new(2, 9)");
            return;
        }

        var result = span with { Length = length };
        if (length > span.Capacity)
        {
            result = new ModelSpan(length, Math.Max(length, 2 * span.Capacity));
            result.Write(1, span.Bytes);
        }

        result.Write(span.Length + 1, step.Text);
        result.Write(span.Length + 1 + step.Text.Length, _spans[step.Other].Bytes);
        Assign(step.Other, result, $"s[{step.Span}]:append({Quote(step.Text)}, nil, s[{step.Other}])");
    }

    private void Copy(Step step, ModelSpan span)
    {
        var fromText = step.First % 2 == 0;
        var source = fromText ? step.Text : _spans[step.Other].Bytes;
        var count = Math.Min(source.Length, span.Length);
        span.Write(1, source[..count]);
        Is($"s[{step.Span}]:copy({(fromText ? Quote(source) : $"s[{step.Other}]")})", $"{count}");
        Same(step.Span);
    }

    private void Set(Step step, ModelSpan span)
    {
        if (step.First < 1 || step.First > span.Length)
        {
            _script.Append($"fails(2, set, s[{step.Span}], {step.First}, 0)\n");
        }
        else if (step.Last < 0)
        {
            _script.Append($"fails(3, set, s[{step.Span}], {step.First}, {256 + step.Other})\n");
        }
        else
        {
            span[step.First] = (byte)(step.Last * 10);
            _script.Append($"set(s[{step.Span}], {step.First}, {step.Last * 10})\n");
        }
    }

    private void Get(Step step, ModelSpan span)
    {
        if (step.First < 1 || step.First > span.Length)
        {
            _script.Append($"fails(2, get, s[{step.Span}], {step.First})\n");
        }
        else
        {
            Is($"s[{step.Span}][{step.First}]", $"{span[step.First]}");
        }
    }

    private void Fill(Step step, ModelSpan span)
    {
        if (step.First < 1 || step.First > span.Length + 1)
        {
            Fails(3, step, "fill", $"1, {step.First}");
        }
        else if (step.Last < step.First - 1 || step.Last > span.Length)
        {
            Fails(4, step, "fill", $"1, {step.First}, {step.Last}");
        }
        else
        {
            span.Write(step.First, [.. Enumerable.Repeat((byte)'f', step.Last - step.First + 1)]);
            _script.Append($"s[{step.Span}]:fill(102, {step.First}, {step.Last})\n");
            Same(step.Span);
        }
    }

    private void Forward(Step step, ModelSpan span, string function, Func<int, bool> satisfies)
    {
        if (step.First < 1 || step.First > span.Length + 1)
        {
            Fails(3, step, function, $"'', {step.First}");
            return;
        }

        var found = ModelSpan.Find(step.First, span.Length, fromEnd: false, satisfies);
        Is($"s[{step.Span}]:{function}({Quote(step.Text)}, {step.First})", $"{found?.ToString() ?? "nil"}");
    }

    private void Backward(Step step, ModelSpan span, string function, Func<int, bool> satisfies)
    {
        if (step.First < 0 || step.First > span.Length)
        {
            Fails(3, step, function, $"'', {step.First}");
            return;
        }

        var found = ModelSpan.Find(1, step.First, fromEnd: true, satisfies);
        Is($"s[{step.Span}]:{function}({Quote(step.Text)}, {step.First})", $"{found?.ToString() ?? "nil"}");
    }

    private void Trim(Step step, ModelSpan span)
    {
        var first = ModelSpan.Find(1, span.Length, fromEnd: false, p => !step.Text.Contains(span[p]))
            ?? span.Capacity + 1;
        var last = ModelSpan.Find(1, span.Length, fromEnd: true, p => !step.Text.Contains(span[p])) ?? span.Capacity;
        Assign(step.Other, span.Slice(first, last), $"s[{step.Span}]:trimmed({Quote(step.Text)})");
    }

    /// <summary>Packs a number and a counted string, and unpacks them.</summary>
    private void Pack(Step step, ModelSpan span)
    {
        byte[] packed = [(byte)(step.Other + 1), 44, (byte)step.Text.Length, .. step.Text];
        var arguments = $"'>I2s1', {step.First}, {((step.Other + 1) * 256) + 44}, {Quote(step.Text)}";
        if (step.First < 1 || step.First > span.Length + 1)
        {
            Fails(3, step, "pack", arguments);
        }
        else if (step.First - 1 + packed.Length > span.Length)
        {
            Fails(1, step, "pack", arguments);
        }
        else
        {
            span.Write(step.First, packed);
            Is($"s[{step.Span}]:pack({arguments})", $"{step.First + packed.Length}");
            Is($"select(2, s[{step.Span}]:unpack('>I2s1', {step.First}))", Quote(step.Text));
            Same(step.Span);
        }
    }

    private void Assign(int index, ModelSpan span, string expression)
    {
        _spans[index] = span;
        _script.Append($"s[{index}] = {expression}\n");
        Same(index);
    }

    private void Same(int index) =>
        _script.Append($"same(s[{index}], {Quote(_spans[index].Bytes)}, {_spans[index].Capacity})\n");

    private void Is(string expression, string expected) => _script.Append($"is(({expression}), {expected})\n");

    private void Fails(int argument, Step step, string function, string arguments) =>
        _script.Append($"fails({argument}, s[{step.Span}].{function}, s[{step.Span}], {arguments})\n");

    private static string Word(bool value) => value ? "true" : "false";

    private static string Quote(byte[] bytes) => $"\"{string.Concat(bytes.Select(Quoted))}\"";

    private static string Quoted(byte b) =>
        b is > 32 and < 127 and not (byte)'"' and not (byte)'\\' ? $"{(char)b}" : $"\\{b:000}";
}
