//! What is typed while the input method is off.

use timkiem::analysis::{Form, keystrokes as keys};

/// In: keys.
pub(super) fn keystrokes(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    let Some(form) = keys::decode(&typed) else { return };
    assert!(form.fold.len() <= typed.len(), "{typed:?} made more letters than keys: {form:?}");
    assert!(form.marks.is_sorted_by_key(|mark| mark.0), "{form:?}");
    assert!(form.marks.iter().all(|mark| mark.0 < form.fold.len()), "{form:?}");
    if !form.fold.is_empty() {
        assert_eq!(Form::from_key(&form.key()).as_ref(), Some(&form), "{typed:?}");
    }
}
