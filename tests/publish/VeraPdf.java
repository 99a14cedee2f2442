import java.io.File;
import java.io.PrintStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates each file against PDF/A-3a and PDF/UA-1; prints one line for each failed check. */
class VeraPdf {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (String name : new String[] {"3a", "ua1"}) {
                PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 50, false, true, false)) {
                    ValidationResult result = validator.validate(parser);
                    for (TestAssertion a : result.getTestAssertions()) {
                        if (a.getStatus() == TestAssertion.Status.FAILED) {
                            System.out.println("FAILED " + name + " " + file + " " + a.getRuleId().getClause() + "-" + a.getRuleId().getTestNumber() + " " + a.getMessage() + " @ " + a.getLocation().getContext());
                        }
                    }
                    System.out.println((result.isCompliant() ? "PASSED " : "FAILED ") + name + " " + file);
                }
            }
        }
    }
}
