// All of Mantine's styles, for the pages that are not a first view. They are in a layer, so our own styles override them whatever
// the order of loading.
import '@mantine/core/styles.layer.css'
