using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Shared.Spec.Yaml;

/// <summary>
/// Passes a scanner's tokens on and refuses what a spec never needs: aliases and anchors (a kilobyte of them unfolds to
/// gigabytes), tags, directives, and deep nesting. Depth is counted here, on tokens, because whatever stands behind
/// recurses, and a stack that overflows ends the process uncatchably.
/// </summary>
internal sealed class LimitedScanner(TextReader text) : IScanner
{
    public const int Deepest = 64;

    private readonly Scanner scanner = new(text);
    private int depth;

    public Mark CurrentPosition => scanner.CurrentPosition;

    public Token? Current => scanner.Current;

    public bool MoveNext() => Checked(scanner.MoveNext());

    public bool MoveNextWithoutConsuming() => Checked(scanner.MoveNextWithoutConsuming());

    public void ConsumeCurrent() => scanner.ConsumeCurrent();

    private bool Checked(bool moved)
    {
        switch (moved ? scanner.Current : null)
        {
            case BlockMappingStart or BlockSequenceStart or FlowMappingStart or FlowSequenceStart:
                if (++depth > Deepest) throw Refusal($"nested more than {Deepest} deep");
                break;
            case BlockEnd or FlowMappingEnd or FlowSequenceEnd:
                depth--;
                break;
            case AnchorAlias or Anchor:
                throw Refusal("anchors and aliases (& and *) are not supported: write the value out, or put a text that begins so in quotes");
            case Tag:
                throw Refusal("tags (!) are not supported: leave it out, or put a text that begins so in quotes");
            case VersionDirective or TagDirective:
                throw Refusal("directives (%) are not supported: leave the line out");
        }
        return moved;
    }

    private YamlException Refusal(string message) => new(scanner.Current!.Start, scanner.Current.End, message);
}
