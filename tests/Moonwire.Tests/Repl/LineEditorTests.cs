using System.Text;
using Moonwire.Interpreter.Repl;

namespace Moonwire.Tests.Repl;

[TestClass]
public sealed class LineEditorTests
{
    private readonly History _history = new();

    /// <summary>In the expected text, | marks the cursor.</summary>
    [Theory]
    [InlineData("abc", "abc|")]
    [InlineData("abc\e[D\e[Dx", "ax|bc")]
    [InlineData("abc\x01x\x05y", "xabcy|")]
    [InlineData("abc\x7f\x7f", "a|")]
    [InlineData("abc\x01\e[3~\x04", "|c")]
    [InlineData("foo.bar baz\eb\eb", "foo.|bar baz")]
    [InlineData("foo.bar baz\x01\ef\ef", "foo.bar| baz")]
    [InlineData("foo.bar baz\x17\x17", "|")]
    [InlineData("foo.bar\e\x7f", "foo.|")]
    [InlineData("foo.bar\x17\x19\x19", "foo.barfoo.bar|")]
    [InlineData("foo bar\e[D\e[D\x15\x19", "foo b|ar")]
    [InlineData("foo bar\x01\x06\x0b\x19!", "foo bar!|")]
    [InlineData("foo bar\x01\ed\x05\x19", " barfoo|")]
    [InlineData("ab\x14", "ba|")]
    [InlineData("abc\e[D\e[D\x14", "ba|c")]
    [InlineData("a\x14\x01\x14", "a|")]
    [InlineData("e\u0301x\e[D\e[D", "|e\u0301x")]
    [InlineData("👩‍👩‍👧a\e[D\x7f", "|a")]
    [InlineData("\t\tx", "    x|")]
    [InlineData("\e[200~one\ntwo\e[201~\e[A!", "one!|\ntwo")]
    [InlineData("\e[200~a\nlong\e[201~\e[A\e[B\e[B", "a\nl|ong")]
    public void KeysEdit(string keys, string expected)
    {
        var editor = Editor();

        Assert.All(Press(editor, keys), static outcome => Assert.Equal(EditOutcome.None, outcome));

        Assert.Equal(expected, editor.Text.Insert(editor.Cursor, "|"));
        Assert.Equal(editor.Text[..editor.Cursor], editor.BeforeCursor);
    }

    [Theory]
    [InlineData("\r", "Accepted")]
    [InlineData("\x04", "EndOfInput")]
    [InlineData("\x0c", "ClearScreen")]
    [InlineData("a\t", "Completion")]
    [InlineData("a\x04", "None")]
    public void SomeKeysAreForOthers(string keys, string outcome) =>
        Assert.Equal(outcome, $"{Press(Editor(), keys)[^1]}");

    [Theory]
    [InlineData("\e[A", "second")]
    [InlineData("\e[A\e[A", "first")]
    [InlineData("\e[A\e[A\e[A\e[A", "first")]
    [InlineData("draft\e[A\e[A\e[B\e[B", "draft")]
    [InlineData("draft\e[B", "draft")]
    [InlineData("\x12ir", "first")]
    [InlineData("\x12s\x12", "first")]
    [InlineData("\x12s\x12\x12", "first")]
    [InlineData("\x12zzz", "")]
    [InlineData("\x12s\x05!", "second!")]
    [InlineData("\x12s\x07", "")]
    [InlineData("\x12sx\x7f\x12", "first")]
    public void EarlierStatementsComeBack(string keys, string text)
    {
        _history.Add("first");
        _history.Add("second");
        var editor = Editor();

        Press(editor, keys);

        Assert.Equal(text, editor.Text);
    }

    [Fact]
    public void ASearchIsShownInPlaceOfThePrompt()
    {
        var editor = Editor();

        Press(editor, "\u0012ab");
        Assert.Equal("(search 'ab') ", editor.Prompt);
        Press(editor, "\x05");
        Assert.Equal("> ", editor.Prompt);
    }

    [Theory]
    [InlineData("pri", "print", "print|", false)]
    [InlineData("x", "xab xac", "xa|", false)]
    [InlineData("x", "xa xb", "x|", true)]
    [InlineData("x", "x", "x|", false)]
    [InlineData("x", "", "x|", false)]
    public void CompletionGoesAsFarAsTheCandidatesAgree(string typed, string candidates, string expected, bool isShown)
    {
        var editor = Editor();
        Press(editor, typed);

        Assert.Equal(isShown, editor.Offer(typed.Length, candidates.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal(expected, editor.Text.Insert(editor.Cursor, "|"));
    }

    private static List<EditOutcome> Press(LineEditor editor, string keys) =>
        [.. new KeyDecoder().Feed(Encoding.UTF8.GetBytes(keys)).Select(editor.Handle)];

    private LineEditor Editor()
    {
        var editor = new LineEditor(_history);
        editor.Start("> ");
        return editor;
    }
}
