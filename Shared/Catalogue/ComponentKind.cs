using System.Collections.Immutable;

namespace Shared.Catalogue;

/// <summary>One of the four parts of which a mix is made; <paramref name="Name"/> is its key below <c>search</c> and the head of its parameters' paths.</summary>
/// <param name="Default">The entry that a spec gets which says nothing; it has its default values.</param>
public sealed record ComponentKind(string Name, string Default, ImmutableArray<ComponentEntry> Entries)
{
    public ComponentEntry? Find(string entry) => Entries.FirstOrDefault(candidate => candidate.Name == entry);

    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    public ComponentEntry this[string entry] => Find(entry) ?? throw new KeyNotFoundException($"there is no {Name} named '{entry}'");

    /// <summary>The path of a parameter in the search space, such as <c>loss.focal.gamma</c>.</summary>
    public string Path(string entry, string parameter) => $"{Name}.{entry}.{parameter}";
}
