namespace Worker.Data;

/// <summary>A binary package with debtags.</summary>
/// <param name="Name">E.g. `7zip`.</param>
/// <param name="Source">The source package, whose binaries resemble each other.</param>
/// <param name="Section">E.g. `utils` or `contrib/utils`.</param>
/// <param name="Dependencies">Names of packages it depends on, alternatives included.</param>
/// <param name="Synopsis">One line.</param>
/// <param name="Description">The long description, empty where the lists have none.</param>
/// <param name="Tags">E.g. `role::program`, without repetition.</param>
internal sealed record TaggedPackage(
    string Name,
    string Source,
    string Section,
    IReadOnlyList<string> Dependencies,
    string Synopsis,
    string Description,
    IReadOnlyList<string> Tags);
